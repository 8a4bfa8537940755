/**
 * What draws nothing, moves what is beside it, or looks like a space and is none: controls, format
 * and direction characters, private and unpaired ones, blanks that are letters, and selectors.
 */
const HIDDEN =
  /\p{Cc}|\p{Cf}|\p{Zl}|\p{Zp}|\p{Co}|\p{Cs}|[\u{115f}\u{1160}\u{2800}\u{3164}\u{ffa0}]|\p{Variation_Selector}|(?! )\p{Zs}/gu

/** Spaces in a row from which on their number is told: enough for any indentation. */
const SPACES = 24

/**
 * A line that is shown for approval hides nothing: such characters become their codes, and a long
 * run of spaces becomes its length. Tabs become two spaces.
 */
export function visible(line: string): string {
  return line
    .replace(/\t/g, '  ')
    .replace(HIDDEN, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`)
    .replace(/ +/g, (run) => (run.length > SPACES ? ` ⟨${run.length} spaces⟩ ` : run))
}
