import type { Demo } from '../../../core/demo/model.ts'
import { parseYaml } from '../../../core/yaml/located.ts'
import type { Problem } from '../../../core/base/problem.ts'
import { own } from '../../../core/base/own.ts'

/** A demo's script as it stands on the disk, and what could be read of it. */
export interface FoundScript {
  readonly file: string
  /** Its text. */
  readonly source: string
  /** Null where nothing of it could be read. */
  readonly demo: Pick<Demo, 'redact'> | null
}

/** Shorter values would cover half the screen, and are no secrets. */
const SHORTEST = 4

const isName = (entry: string) => entry.startsWith('$')
const valueOf = (entry: string, env: NodeJS.ProcessEnv) =>
  isName(entry) ? own(env, entry.slice(1)) : entry

/** What `redact:` stands for here: literal values, and for `$NAME` the variable's value if it has one. */
export function secretsOf({ redact }: Pick<Demo, 'redact'>, env: NodeJS.ProcessEnv): string[] {
  return redact
    .map((entry) => valueOf(entry, env) ?? '')
    .filter((value) => value.trim().length >= SHORTEST)
}

/** The same of a script as it stands on the disk, though nothing else of it can be read. */
function secretsIn(file: string, source: string, env: NodeJS.ProcessEnv): string[] {
  const script = parseYaml(file, source, 1).value as { redact?: unknown } | null | undefined
  const list: unknown = script?.redact
  const entries = Array.isArray(list) ? list.filter((one) => typeof one === 'string') : []
  return secretsOf({ redact: entries }, env)
}

/** Those of a demo as it was found, whatever of its script could be read. */
export function secretsFound(
  { file, source, demo }: FoundScript,
  env: NodeJS.ProcessEnv,
): string[] {
  return demo ? secretsOf(demo, env) : secretsIn(file, source, env)
}

/** The entries of `redact` that cover nothing here, and why. Nothing of a variable's value is told. */
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

/** Where the entry stands in the list, as far as that can be told. */
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
