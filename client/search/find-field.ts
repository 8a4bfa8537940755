/**
 * The class of the search field. The stage hears the keys of this field, unlike those of other fields.
 * It stands in a file of its own because the keys are known at once and the search is loaded later.
 */
export const FIND_FIELD = 'find-field'
