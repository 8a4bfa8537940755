/** The text of the clipboard, read before any of it reaches a terminal. */
export interface Paste {
  /** What is pasted: lines and tabs, without control characters. */
  readonly text: string
  /** One line without control characters, which is pasted at once: nothing runs before Enter. */
  readonly plain: boolean
  readonly lines: number
  /** All of it in pieces. `left`: the name of a character that is left out; `end`: the end of a line. */
  readonly shown: readonly { readonly text: string; readonly kind: 'text' | 'left' | 'end' }[]
  /** How many characters are left out. */
  readonly left: number
}

/** In characters: more than anybody means to paste in a talk, and less than a terminal's queue. */
export const PASTE_LIMIT = 64 * 1024

/**
 * Control characters, and characters that change the direction of reading. A terminal takes them as keys
 * and commands, and nobody sees them on the page that they were copied from.
 */
const UNSEEN = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]/

export function readPaste(clipboard: string): Paste {
  const whole = clipboard.replace(/\r\n?/g, '\n')
  const shown: { text: string; kind: 'text' | 'left' | 'end' }[] = []
  for (const text of whole.split(new RegExp(`(\\n|${UNSEEN.source})`)))
    if (text === '\n') shown.push({ text: '⏎', kind: 'end' })
    else if (UNSEEN.test(text)) shown.push({ text: nameOf(text), kind: 'left' })
    else if (text !== '') shown.push({ text, kind: 'text' })
  const ends = shown.filter(({ kind }) => kind === 'end').length
  const left = shown.filter(({ kind }) => kind === 'left').length
  return {
    text: whole.replace(new RegExp(UNSEEN.source, 'g'), ''),
    plain: ends === 0 && left === 0,
    lines: ends + (whole.endsWith('\n') ? 0 : 1),
    shown,
    left,
  }
}

/** `^[` for ESC, as terminals write it and every font has it; `U+202E` for what has no such name. */
function nameOf(character: string): string {
  const code = character.charCodeAt(0)
  if (code < 0x20) return `^${String.fromCharCode(0x40 + code)}`
  return code === 0x7f ? '^?' : `U+${code.toString(16).toUpperCase().padStart(4, '0')}`
}
