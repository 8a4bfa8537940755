import type { Demo } from '../../../core/demo/model.ts'
import { parseYaml } from '../../../core/yaml/located.ts'
import type { Problem } from '../../../core/base/problem.ts'
import { own } from '../../../core/base/own.ts'

/** A demo's script in its current state on the disk, and the part of it that could be read. */
export interface FoundScript {
  readonly file: string
  /** The text of the script. */
  readonly source: string
  /** Null if nothing of it could be read. */
  readonly demo: Pick<Demo, 'redact'> | null
}

/** Shorter values are no secrets, and covering them would hide half the screen. */
const SHORTEST = 4

const isName = (entry: string) => entry.startsWith('$')
const valueOf = (entry: string, env: NodeJS.ProcessEnv) =>
  isName(entry) ? own(env, entry.slice(1)) : entry

/** The values of `redact:` on this machine: an entry `$NAME` is the value of that variable, if it has one. */
export function secretsOf({ redact }: Pick<Demo, 'redact'>, env: NodeJS.ProcessEnv): string[] {
  return redact
    .map((entry) => valueOf(entry, env) ?? '')
    .filter((value) => value.trim().length >= SHORTEST)
}

/** Reads the secrets of a script of which perhaps nothing else can be read. */
function secretsIn(file: string, source: string, env: NodeJS.ProcessEnv): string[] {
  const script = parseYaml(file, source, 1).value as { redact?: unknown } | null | undefined
  const list: unknown = script?.redact
  const entries = Array.isArray(list) ? list.filter((one) => typeof one === 'string') : []
  return secretsOf({ redact: entries }, env)
}

/** The secrets of a demo as it was found, even if its script has errors. */
export function secretsFound(
  { file, source, demo }: FoundScript,
  env: NodeJS.ProcessEnv,
): string[] {
  return demo ? secretsOf(demo, env) : secretsIn(file, source, env)
}

/** The entries of `redact` that cover nothing here, and why. The messages quote no variable's value. */
export function uncovered(
  { file, source, demo }: FoundScript,
  env: NodeJS.ProcessEnv,
): readonly Problem[] {
  return (demo?.redact ?? []).flatMap((entry): Problem[] => {
    const value = valueOf(entry, env)
    if (value !== undefined && value.trim().length >= SHORTEST) return []
    const [message, hint] = reasons(entry, value)
    return [{ file, ...placeOf(entry, source), message: `\`redact\`: ${message}`, hint }]
  })
}

function reasons(entry: string, value: string | undefined): readonly [string, string] {
  if (value === undefined || value === '')
    return [
      `${entry} is not set here, so nothing is covered for it`,
      `set ${entry.slice(1)} before you start, or leave it out`,
    ]
  return [
    `${isName(entry) ? `the value of ${entry}` : entry} has fewer than four characters and is not covered`,
    'a text so short stands in many a word; take a longer secret',
  ]
}

/** The place of the entry in the file; its line is that of `redact:` if the entry is not found. */
function placeOf(entry: string, source: string): Partial<Problem> {
  const lines = source.split(/\r?\n/)
  const first = lines.findIndex((line) => /^redact\s*:/.test(line))
  if (first < 0) return {}
  const place = lines.findIndex(
    (line, i) =>
      i >= first && line.replace(/^redact\s*:/, (key) => ' '.repeat(key.length)).includes(entry),
  )
  if (place < 0) return { line: first + 1 }
  const from = place === first ? 'redact:'.length : 0
  return { line: place + 1, column: lines[place]!.indexOf(entry, from) + 1, length: entry.length }
}
