/** What a terminal sends for a named key (xterm's PC-style sequences, normal cursor mode). */
const named: Readonly<Record<string, string>> = {
  enter: '\r',
  tab: '\t',
  space: ' ',
  escape: '\x1b',
  backspace: '\x7f',
  delete: '\x1b[3~',
  up: '\x1b[A',
  down: '\x1b[B',
  right: '\x1b[C',
  left: '\x1b[D',
  home: '\x1b[H',
  end: '\x1b[F',
  pageup: '\x1b[5~',
  pagedown: '\x1b[6~',
}

/** The names that a `key:` cue may use besides `ctrl-a` to `ctrl-z`. */
export const KEY_NAMES: readonly string[] = Object.keys(named)

/** The bytes of a key, or undefined for a name that no key has. */
export function keyBytes(name: string): string | undefined {
  const lower = name.toLowerCase()
  const ctrl = /^ctrl-([a-z])$/.exec(lower)
  if (ctrl?.[1] !== undefined) return String.fromCharCode(ctrl[1].charCodeAt(0) - 96)
  return Object.hasOwn(named, lower) ? named[lower] : undefined
}
