import { own } from '../base/own.ts'

/** A text that is run, or read by what is run, and where it is. */
export interface Spoken {
  /** `step hello, main`, or the path of a script. */
  readonly where: string
  readonly text: string
}

/** A path that somebody's words mention. */
export interface Mention {
  readonly where: string
  readonly path: string
}

/** What is known about the folder that the text refers to. */
export interface Ground {
  /** Whether an approval covers this plain path in the folder, or nothing is there. */
  covers(path: string): boolean
  /** Variables that the demo itself sets. */
  readonly env: Readonly<Record<string, string>>
}

/**
 * The paths that these words mention and that no approval covers: outside of the folder, by `/`,
 * `~`, `..` or a variable, and those in it that `ground` does not cover. Each once for each place.
 * Found by how paths are usually written, so it is help and no proof. Linear in the length.
 */
export function uncovered(spoken: readonly Spoken[], ground: Ground): readonly Mention[] {
  const known = new Set(spoken.flatMap(({ text }) => assigned(text)))
  const found = new Map<string, Mention>()
  for (const { where, text } of spoken)
    for (const path of pathsOf(text))
      if (leads(path, ground, known)) found.set(`${where}\0${path}`, { where, path })
  return [...found.values()]
}

/** Every word, or part of a word, that may be a path. */
function* pathsOf(text: string): Generator<string> {
  const body = text.replace(/^#!.*/, '')
  for (const match of body.matchAll(/[^\s;|&()<>`]+/g)) {
    // What follows a closing bracket goes on with what a command printed: `$(dirname "$0")/lib`.
    const goesOn = /[)`]["']?$/.test(body.slice(Math.max(0, match.index - 2), match.index))
    const word = match[0].replace(/["'\\]/g, '')
    for (const part of word.split(/[=,]|:(?!\/\/)/)) {
      const scheme = /^[A-Za-z][\w+.-]*:\/\//.exec(part)?.[0]
      if (scheme !== undefined && scheme !== 'file://') continue
      // `-I/opt`, `@/tmp/x`, `{/a`: a path may be glued to what it is given to.
      const glued = /^(?:-{1,2}[\w-]*(?=[/~$.])|[@+!^{[*?%-]+(?=[/~$.]))/
      const bare = trimmed(part.slice(scheme?.length ?? 0).replace(glued, ''))
      yield goesOn && bare.startsWith('/') ? `.${bare}` : bare
    }
  }
}

/**
 * The path without closing punctuation: the end of a sentence, or a bracket that opened before it.
 */
function trimmed(path: string): string {
  if (/(?:^|\/)\.\.?$/.test(path)) return path
  let end = path.length
  const closing = path.includes('{') ? ']!?.' : ']}!?.'
  while (end > 0 && closing.includes(path.charAt(end - 1))) end--
  return path.slice(0, end)
}

/** Programs, and devices that everybody has: not worth a line among what matters. */
const SYSTEM =
  /^\/(?:(?:usr\/)?s?bin(?:\/[\w.+[-]+)?|dev\/(?:null|zero|full|u?random|tty|ptmx|std(?:in|out|err)|fd(?:\/\d+)?))\/?$/

function leads(path: string, ground: Ground, known: ReadonlySet<string>): boolean {
  if (path.startsWith('~')) return /^~[\w.-]*(?:\/|$)/.test(path)
  if (path.startsWith('/')) return !SYSTEM.test(path)
  const variable = /^\$(?:\{(\w+)[^}]*\}|(\w+))(?=\/|$)/.exec(path)
  if (variable) return leadsBy(variable, path, ground, known)
  const plain = within(path)
  return plain === null || (plain !== '' && !ground.covers(plain))
}

/**
 * Where a path that begins with a variable leads: the demo sets the variable, or it is the
 * presenter's own.
 */
function leadsBy(
  [whole, braced, bare]: RegExpExecArray,
  path: string,
  ground: Ground,
  known: ReadonlySet<string>,
): boolean {
  const name = braced ?? bare ?? ''
  const rest = path.slice(whole.length)
  const value = own(ground.env, name)
  if (value !== undefined && !value.startsWith('$')) return leads(value + rest, ground, known)
  // A place of the folder itself, or what these words have set: that was looked at where it was set.
  if (/^(?:\d+|PWD)$/.test(name) || known.has(name)) return within(`.${rest}`) === null
  return rest !== '' || /^(?:HOME|OLDPWD|TMPDIR|XDG_\w+)$/.test(name)
}

/** A relative path without detours; null if it leads out of where it begins. */
function within(path: string): string | null {
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..') parts.push(part)
    else if (parts.pop() === undefined) return null
  }
  return parts.join('/')
}

function assigned(text: string): readonly string[] {
  const names = text.matchAll(
    /(?:^|[\s;(&|{])(?:(?:for|read|select)\s+(?:-\w+\s+)*([A-Za-z_]\w*)|([A-Za-z_]\w*)\+?=)/g,
  )
  return [...names].map((match) => match[1] ?? match[2] ?? '')
}
