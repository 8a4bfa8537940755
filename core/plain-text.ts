/**
 * Reads terminal output as text: escape sequences and control characters fall away, `\r\n` is a
 * line end, and a lone `\r` begins the line again (a progress bar counts as one line).
 * Expects output that begins and ends between sequences, as the filter gives it out.
 */
export function plainText(output: string): string {
  return output
    .replace(SEQUENCES, '')
    .replace(/\r+\n/g, '\n')
    .replace(/[^\n]*\r(?=[^\n])/g, '')
    .replace(/[\x00-\x08\x0b-\x1f\x7f]/g, '')
}

/** Strings (OSC, DCS, SOS, PM, APC), control sequences, other escapes (ECMA-48 §5). */
const SEQUENCES =
  /\x1b[\]PX^_][^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)|\x1b\[[0-?]*[ -/]*[@-~]|\x1b[ -/]*[0-~]/g
