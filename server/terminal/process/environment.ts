/**
 * The complete environment of a session's or script's process: nothing of the server's own leaks
 * into it.
 */
export type Environment = Readonly<Record<string, string>>

export interface EnvironmentOptions {
  /** The source of PATH, HOME and LANG; the server's own environment if absent. */
  readonly from?: NodeJS.ProcessEnv
  /** The demo's `env`, then the pane's; later ones win. */
  readonly layers?: readonly Environment[]
  /** Names the run and the session that a process belongs to; see `MARK`. */
  readonly mark: string
}

/**
 * Every process that we start carries this variable, so that the next start finds what a crash left
 * behind, even a process with a session of its own that ignores hang-ups. The value is
 * `<run id>.<name>#<number>`; each session and script has its own number.
 */
export const MARK = 'CUECAST_RUN'

/** Used where the server itself has no PATH. */
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/**
 * PATH, HOME, LANG and TERM, then what the script declares, then our mark. Only these pass, because
 * a list of forbidden names would miss the next variable with a token.
 */
export function environment(options: EnvironmentOptions): Environment {
  const from = options.from ?? process.env
  const own: Environment = {
    PATH: from['PATH'] ?? PATH,
    HOME: from['HOME'] ?? '/',
    LANG: utf8Locale(from),
    TERM: 'xterm-256color',
  }
  const layers = [own, ...(options.layers ?? []), { [MARK]: options.mark }]
  return Object.fromEntries(layers.flatMap((layer) => Object.entries(layer)))
}

/**
 * Terminals are always UTF-8 here, because a shell in the C locale would count bytes where we count
 * characters. C.UTF-8 is part of glibc; macOS has no such name.
 */
function utf8Locale(from: NodeJS.ProcessEnv): string {
  const wanted = [from['LC_ALL'], from['LC_CTYPE'], from['LANG']]
  const found = wanted.find((name) => name !== undefined && /utf-?8/i.test(name))
  return found ?? (process.platform === 'darwin' ? 'en_US.UTF-8' : 'C.UTF-8')
}
