/**
 * Characters that draw nothing, move their neighbours, or look like a space without being one:
 * controls, format and direction characters, private and unpaired ones, letters that are blank, and
 * selectors.
 */
const HIDDEN =
  /\p{Cc}|\p{Cf}|\p{Zl}|\p{Zp}|\p{Co}|\p{Cs}|[\u{115f}\u{1160}\u{2800}\u{3164}\u{ffa0}]|\p{Variation_Selector}|(?! )\p{Zs}/gu

/** From this many spaces in a row on, their number is shown: more than any indentation. */
const SPACES = 24

/**
 * A line as it is shown for approval, with nothing hidden: such characters become their codes, a
 * long run of spaces becomes its length, and tabs become two spaces.
 */
export function visible(line: string): string {
  return line
    .replace(/\t/g, '  ')
    .replace(HIDDEN, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`)
    .replace(/ +/g, (run) => (run.length > SPACES ? ` ⟨${run.length} spaces⟩ ` : run))
}
