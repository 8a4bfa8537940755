import * as v from 'valibot'
import type { Located, Path } from './located.ts'
import { suggestion } from '../base/did-you-mean.ts'
import type { Problem } from '../base/problem.ts'
import { defined } from '../base/defined.ts'

type Shape = v.StrictObjectSchema<v.ObjectEntries, undefined>
type Entries<S extends Shape> = v.InferOutput<S>

/** Takes values out of a located file by their paths, and collects the problems. */
export interface YamlReader {
  get(path: Path): unknown
  /** The keys of a mapping in their order; none for anything else. */
  keys(path: Path): readonly string[]
  complain(path: Path, message: string, hint?: string, of?: 'key' | 'value'): void
  /** The place of a value in the file: `demo.yaml:7:13`. */
  at(path: Path): string
  /** The value; undefined if its shape is wrong. */
  leaf<S extends v.GenericSchema>(schema: S, path: Path): v.InferOutput<S> | undefined
  /**
   * The entries of a mapping that have the right shape. Keys in `leave` are accepted, but the
   * caller reads them. Undefined: the value is no mapping.
   */
  object<S extends Shape>(
    schema: S,
    path: Path,
    leave?: readonly (keyof Entries<S> & string)[],
  ): Partial<Entries<S>> | undefined
}

export function createReader(file: string, located: Located, problems: Problem[]): YamlReader {
  const get = (path: Path) =>
    path.reduce<unknown>(
      (value, key) => (isCollection(value) ? value[key] : undefined),
      located.value,
    )
  const complain: YamlReader['complain'] = (path, message, hint, of = 'value') => {
    const place = located.place(path, of)
    problems.push({ file, ...place, message, ...defined({ hint }) })
  }
  const leaf: YamlReader['leaf'] = (schema, path) => {
    const result = v.safeParse(schema, get(path))
    if (result.success) return result.output
    for (const issue of result.issues.flatMap(deepest)) {
      const inner = (issue.path ?? []).map((item) => item.key as string | number)
      const at = [...path, ...inner]
      const written = located.written(at)
      const found = show(get(at), written)
      complain(at, `${label(at)} must be ${issue.message}, not ${found}`, quoteHint(issue, written))
    }
    return undefined
  }
  return {
    get,
    at(path) {
      const { line, column } = located.place(path)
      return `${file.slice(file.lastIndexOf('/') + 1)}:${line}:${column}`
    },
    keys: (path) => keysOf(get(path)),
    complain,
    leaf,
    object(schema, path, leave = []) {
      const raw = get(path)
      if (!isMapping(raw)) {
        const keys = Object.keys(schema.entries).join(', ')
        complain(path, `${label(path)} must be a mapping, not ${show(raw)}`, `its keys: ${keys}`)
        return undefined
      }
      const known = Object.keys(schema.entries)
      for (const key of Object.keys(raw))
        if (!known.includes(key))
          complain([...path, key], `unknown key \`${key}\``, suggestion(key, known), 'key')
      const entries: Record<string, unknown> = {}
      for (const [key, entry] of Object.entries(schema.entries)) {
        if (!Object.hasOwn(raw, key)) {
          if (entry.type !== 'optional' && entry.type !== 'exact_optional')
            complain(path, `\`${key}\` is missing`)
        } else if (!leave.includes(key)) {
          const value = leaf(entry, [...path, key])
          if (value !== undefined) entries[key] = value
        }
      }
      return entries
    },
  }
}

/** Returns the deepest issues of a union: they belong to the form that the author chose. */
function deepest(issue: v.BaseIssue<unknown>): v.BaseIssue<unknown>[] {
  const inner = (issue.issues ?? []).filter((each) => (each.path?.length ?? 0) > 0)
  return inner.length > 0 ? inner.flatMap(deepest) : [issue]
}

function quoteHint(issue: v.BaseIssue<unknown>, written: string | undefined): string | undefined {
  if (!['number', 'boolean'].includes(typeof issue.input) || written === undefined) return undefined
  // Quotes help only where a text is expected, and not for a duration, for example.
  return /^(a text|a command|the name)/.test(issue.message)
    ? `put it in quotes: "${written}"`
    : undefined
}

function label(path: Path): string {
  const named = path.findLast((key) => typeof key === 'string')
  if (named === undefined) return 'the file'
  return typeof path.at(-1) === 'number' ? `an item of \`${named}\`` : `\`${named}\``
}

function show(value: unknown, written?: string): string {
  if (value === null || value === undefined) return 'nothing'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'a mapping'
  const text = typeof value === 'string' ? value : (written ?? JSON.stringify(value))
  return `\`${text.length > 40 ? `${text.slice(0, 39)}…` : text}\``
}

const isCollection = (value: unknown): value is Record<string | number, unknown> =>
  typeof value === 'object' && value !== null

export const isMapping = (value: unknown): value is Record<string, unknown> =>
  isCollection(value) && !Array.isArray(value)

const keysOf = (value: unknown) => (isMapping(value) ? Object.keys(value) : [])
