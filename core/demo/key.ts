/** What a terminal sends for a named key (xterm's PC-style sequences, normal cursor mode). */
const named: Readonly<Record<string, string>> = {
  enter: '\r',
  tab: '\t',
  space: ' ',
  escape: '\x1b',
  backspace: '\x7f',
  insert: '\x1b[2~',
  delete: '\x1b[3~',
  up: '\x1b[A',
  down: '\x1b[B',
  right: '\x1b[C',
  left: '\x1b[D',
  home: '\x1b[H',
  end: '\x1b[F',
  pageup: '\x1b[5~',
  pagedown: '\x1b[6~',
  f1: '\x1bOP',
  f2: '\x1bOQ',
  f3: '\x1bOR',
  f4: '\x1bOS',
  f5: '\x1b[15~',
  f6: '\x1b[17~',
  f7: '\x1b[18~',
  f8: '\x1b[19~',
  f9: '\x1b[20~',
  f10: '\x1b[21~',
  f11: '\x1b[23~',
  f12: '\x1b[24~',
}

/** The names of keys, each of which may have a modifier before it where terminals send one. */
export const KEY_NAMES: readonly string[] = Object.keys(named)

/** Modifiers as xterm counts them in the parameter of a sequence. */
const MODIFIERS = { shift: 2, alt: 3, ctrl: 5 } as const

/** The one name of a key: small letters, but for the character after `alt-`. */
export function keyName(written: string): string {
  const lower = written.toLowerCase().replace(/(?<=^|-)esc$/, 'escape')
  return /^alt-.$/is.test(written) ? `alt-${written.slice(-1)}` : lower
}

/**
 * The bytes of a key by its name, or undefined for a name that no key has. `application`: the program asked for
 * application cursor keys (DECCKM), as full-screen programs do; then the cursor keys send others.
 */
export function keyBytes(name: string, application = false): string | undefined {
  const [, modifier, key = ''] = /^(shift|alt|ctrl)-(.+)$/s.exec(name) ?? []
  if (modifier !== undefined) return modified(modifier as keyof typeof MODIFIERS, key)
  const bytes = Object.hasOwn(named, name) ? named[name] : undefined
  return application ? bytes?.replace(/^\x1b\[(?=[A-DFH]$)/, '\x1bO') : bytes
}

function modified(modifier: keyof typeof MODIFIERS, key: string): string | undefined {
  const bytes = keyBytes(key)
  if (modifier === 'shift' && key === 'tab') return '\x1b[Z'
  // A control character is the low five bits of its letter or mark (ECMA-48; ctrl-space is NUL).
  if (modifier === 'ctrl' && key === 'space') return '\0'
  if (modifier === 'ctrl' && /^[a-z@[\\\]^_]$/.test(key))
    return String.fromCharCode(key.toUpperCase().charCodeAt(0) & 31)
  // Alt sends an escape first. A letter keeps its case: `alt-N` is Alt and Shift.
  if (modifier === 'alt' && /^[!-~]$/.test(key)) return `\x1b${key}`
  if (modifier === 'alt' && bytes?.length === 1) return `\x1b${bytes}`
  const [, final] = /^\x1b[[O]([A-DFHP-S])$/.exec(bytes ?? '') ?? []
  if (final !== undefined) return `\x1b[1;${MODIFIERS[modifier]}${final}`
  const [, number] = /^\x1b\[(\d+)~$/.exec(bytes ?? '') ?? []
  return number === undefined ? undefined : `\x1b[${number};${MODIFIERS[modifier]}~`
}
