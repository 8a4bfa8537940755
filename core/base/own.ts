/**
 * The record's own entry under `name`. Authors choose the names, and every object inherits a
 * `constructor`: such names must only be looked up through this function.
 */
export function own<T>(
  record: Readonly<Record<string, T>> | undefined,
  name: string,
): T | undefined {
  return record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined
}
