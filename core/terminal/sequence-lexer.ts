/**
 * The part of terminal output that a character belongs to: the `screen`, a control sequence
 * (`control`), or the string of an OSC, DCS, APC, PM or SOS (`payload`).
 */
export type CharacterRole = 'screen' | 'control' | 'payload'

export interface Lexer {
  /** Takes one code point; sequences may be split anywhere. */
  read(character: string): CharacterRole
  /** Whether no sequence is open. */
  ground(): boolean
}

type State = 'ground' | 'escape' | 'csi' | 'osc' | 'string'

const STRING = new Set(['P', '_', '^', 'X'])

/**
 * A small version of the parser of ECMA-48 and xterm, enough to tell text from sequences. It has to
 * agree with `sanitize/sequences.ts`: a secret could hide where the two differ.
 */
export function createLexer(): Lexer {
  let state: State = 'ground'
  const become = (next: State): CharacterRole => {
    state = next
    return 'control'
  }
  const read = (character: string): CharacterRole => {
    const code = character.codePointAt(0) ?? 0
    if (code === 0x1b) return become('escape')
    // CAN and SUB end any sequence; so does a C1 control, which may begin another.
    if (code === 0x18 || code === 0x1a) return become('ground')
    if (code >= 0x80 && code < 0xa0) {
      if (code === 0x9b) return become('csi')
      if (code === 0x9d) return become('osc')
      return become(code === 0x90 || code === 0x98 || code >= 0x9e ? 'string' : 'ground')
    }
    switch (state) {
      case 'escape':
        // A control character is carried out, and the sequence continues. Intermediates (SP to /)
        // wait for one more character, which ends the sequence.
        if (code < 0x30 || code === 0x7f) return 'control'
        if (character === '[') return become('csi')
        if (character === ']') return become('osc')
        return become(STRING.has(character) ? 'string' : 'ground')
      case 'csi':
        return code < 0x40 || code === 0x7f ? 'control' : become('ground')
      case 'osc':
        return code === 0x07 ? become('ground') : 'payload'
      case 'string':
        return 'payload'
      default:
        return 'screen'
    }
  }
  return { read, ground: () => state === 'ground' }
}
