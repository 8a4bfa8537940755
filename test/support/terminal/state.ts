/** Fields of an xterm terminal that say nothing about what later output would do. */
const NOISE =
  /emitter|^_on[A-Z]|^onDid|listeners|disposables|_store|_instantiation|_timeout|_writeBuffer|_parse|_decoder|Providers|workCell|_data$|_params|_activeHandler|isCursorInitialized|_nextId|_windowTitle|_iconName|_dirtyRow|_cached|^version$/i

/**
 * All that a terminal holds, as paths and values: every field that is not noise, whatever its name. So a
 * new version of xterm cannot have a mode that no test looks at.
 */
export function stateOf(terminal: object): ReadonlyMap<string, string> {
  const state = new Map<string, string>()
  const seen = new Set<object>()
  const walk = (value: unknown, path: string, depth: number) => {
    if (typeof value === 'function') return
    if (typeof value !== 'object' || value === null) return void state.set(path, String(value))
    if (seen.has(value) || depth > 8) return
    seen.add(value)
    for (const [name, inner] of Object.entries(value))
      if (!NOISE.test(name)) walk(inner, `${path}.${name}`, depth + 1)
  }
  walk(Reflect.get(terminal, '_core'), '', 0)
  return state
}

/** The paths in which two terminals differ. */
export function difference(one: object, other: object): string[] {
  const [a, b] = [stateOf(one), stateOf(other)]
  const paths = new Set([...a.keys(), ...b.keys()])
  return [...paths].filter((path) => (a.get(path) ?? 'undefined') !== (b.get(path) ?? 'undefined'))
}

/** The numbers of all modes that any terminal has, and of many that none has. */
const MODES = [0, 1_000, 2_000].flatMap((from) => Array.from({ length: 128 }, (_, n) => from + n))

/** Sequences after which a terminal is not as it was: every mode of both kinds, and what else is kept. */
export const CHANGES: readonly string[] = [
  ...['', '?'].flatMap((kind) =>
    MODES.flatMap((mode) => [`\x1b[${kind}${mode}h`, `\x1b[${kind}${mode}l`]),
  ),
  ...['\x1b=', '\x1b>', '\x1b[3 q', '\x1b[2 q', '\x1b[2;4r', '\x1b[?6h\x1b[2;4r', '\x1b[!p'],
  ...['\x1b(0', '\x1b)0\x0e', '\x1bn', '\x1bo', '\x1b*A\x1bn', '\x1b%G', '\x1b%@'],
  ...['\x1b[3g', '\x1b[3G\x1bH', '\x1b7', '\x1b[3;3H\x1b[31m\x1b7', '\x1b[s', '\x1b#8'],
  ...['\x1b[1;2;3;4;5;7;8;9;53m', '\x1b[4:3;58:5:3m', '\x1b[38;2;1;2;3;48;5;9m', '\x1b[1"q'],
  ...[
    '\x1b]8;;http://a\x07',
    '\x1b[>4;2m',
    '\x1b[>1u',
    '\x1b[?1049hx',
    '\x1b[?47hx',
    '\x1b[?1047hx',
  ],
  ...['\x1b[?25l\x1b[?1049h\x1b[?2026h', '\x1b[20h\x1b[?12h', '東', 'x'.repeat(20), '\x1b[5b'],
]
