/**
 * Where a character of terminal output stands: on the `screen`, in a control sequence (`control`),
 * or in the string of an OSC, DCS, APC, PM or SOS (`payload`).
 */
export type Place = 'screen' | 'control' | 'payload'

export interface Lexer {
  /** Takes one code point; sequences may be split anywhere. */
  read(character: string): Place
  /** Is no sequence open? */
  ground(): boolean
}

type State = 'ground' | 'escape' | 'csi' | 'string'

const STRING = new Set([']', 'P', '_', '^', 'X'])

/**
 * The outline of the parser of ECMA-48 and xterm, enough to tell text from what is not.
 */
export function createLexer(): Lexer {
  let state: State = 'ground'
  const read = (character: string): Place => {
    const code = character.codePointAt(0) ?? 0
    if (character === '\u001b') {
      state = 'escape'
      return 'control'
    }
    // CAN and SUB end any sequence.
    if (code === 0x18 || code === 0x1a) {
      state = 'ground'
      return 'control'
    }
    if (state === 'escape') {
      if (STRING.has(character)) {
        state = 'string'
        return 'control'
      }
      if (character === '[') state = 'csi'
      // Intermediates (SP to /) wait for one more character; that one ends the sequence.
      else if (code < 0x20 || code > 0x2f) state = 'ground'
      return 'control'
    }
    if (state === 'csi') {
      if (code >= 0x40) state = 'ground'
      return 'control'
    }
    if (state === 'string') {
      if (code === 0x07 || code === 0x9c) {
        state = 'ground'
        return 'control'
      }
      return 'payload'
    }
    if (code === 0x9b) {
      state = 'csi'
      return 'control'
    }
    if (code === 0x9d || code === 0x90 || code === 0x9f || code === 0x9e || code === 0x98) {
      state = 'string'
      return 'control'
    }
    return 'screen'
  }
  return { read, ground: () => state === 'ground' }
}
