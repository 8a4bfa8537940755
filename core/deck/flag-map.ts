import * as v from 'valibot'
import { parseYaml } from '../yaml/located.ts'
import type { Parsed, Problem } from '../base/problem.ts'
import { createReader, isMapping } from '../yaml/reader.ts'

/**
 * What flags of `docker run` change in config.json. `demos/lab/flags` measures it by running them.
 */
export interface FlagMap {
  /** The version of the engine that was measured; `runc`: that of its runtime. */
  readonly docker: string
  readonly runc: string
  /** The day, as written. */
  readonly date: string
  /** The image that was run with each flag; `args`: its command. */
  readonly image: string
  readonly args: readonly string[]
  readonly flags: readonly MappedFlag[]
}

export interface MappedFlag {
  readonly flag: string
  readonly value?: string
  /** Flags that are shown together. */
  readonly group: string
  /** A sentence for the room. */
  readonly what?: string
  /** For a flag that does not reach the JSON: who applies it instead. */
  readonly note?: string
  /** The evidence: a place in the engine's source, or an experiment. */
  readonly source: string
  /** Empty: the flag does not reach the JSON. */
  readonly json: readonly ConfigChange[]
}

/** A difference in config.json. Without `was` the value is new, without `value` it is removed. */
export interface ConfigChange {
  /**
   * Keys from the root. `[]` is an item of a list, `[type=pid]` the item that this member
   * identifies. For an item that is itself new or removed, the path ends with the item.
   */
  readonly path: readonly string[]
  /** Any JSON. */
  readonly value?: unknown
  readonly was?: unknown
}

/** The most flags in a file. A slide shows nine at a time, so more than this is a mistake. */
const MOST = 500

const text = v.string('a text')

const mapSchema = v.strictObject({
  docker: text,
  runc: text,
  date: text,
  image: text,
  args: v.array(v.string('a text'), 'a list of texts'),
  flags: v.array(v.unknown(), 'a list of flags'),
})

const flagSchema = v.strictObject({
  flag: v.pipe(v.string('a flag such as -m'), v.regex(/^--?\w/, 'a flag such as -m')),
  value: v.optional(text),
  group: text,
  what: v.optional(text),
  note: v.optional(text),
  source: text,
  json: v.array(v.unknown(), 'a list of changes'),
})

const changeSchema = v.strictObject({
  path: v.pipe(
    v.array(v.string('a text'), 'a list of keys'),
    v.minLength(1, 'a list of one key at least'),
    v.maxLength(32, 'a list of 32 keys at most'),
  ),
  value: v.optional(v.unknown()),
  was: v.optional(v.unknown()),
})

/**
 * Reads the data of a flag map. It is read as YAML, of which JSON is a part, because that reader
 * knows the place of each value. Never throws; the value is null where a part is wrong.
 */
export function parseFlagMap(file: string, source: string): Parsed<FlagMap> {
  const located = parseYaml(file, source)
  const problems: Problem[] = [...located.problems]
  if (located.value === undefined) return { value: null, problems }
  const reader = createReader(file, located, problems)
  const head = reader.object(mapSchema, [], ['flags'])
  const listed = reader.get(['flags'])
  if (head && Object.hasOwn(located.value ?? {}, 'flags') && !Array.isArray(listed))
    reader.complain(['flags'], '`flags` must be a list of flags')
  const items: unknown[] = Array.isArray(listed) ? listed : []
  if (items.length > MOST) reader.complain(['flags'], `more than ${MOST} flags`)
  const flags = items.slice(0, MOST).map((item, n) => {
    const flag = reader.object(flagSchema, ['flags', n], ['json'])
    const changes: unknown = isMapping(item) ? item['json'] : undefined
    if (flag && changes !== undefined && !Array.isArray(changes))
      reader.complain(['flags', n, 'json'], '`json` must be a list of changes')
    const json = (Array.isArray(changes) ? changes : []).map((_, i) => {
      const path = ['flags', n, 'json', i]
      const change = reader.object(changeSchema, path)
      if (change && !('value' in change) && !('was' in change))
        reader.complain(path, 'a change has a `value`, or says what `was`')
      return change
    })
    return { ...flag, json }
  })
  // Without problems, every part has its shape.
  const value = problems.length === 0 ? ({ ...head, flags } as FlagMap) : null
  return { value, problems }
}

/** As it is typed: `-m 64m`. */
export const flagName = ({ flag, value }: Pick<MappedFlag, 'flag' | 'value'>) =>
  value === undefined ? flag : `${flag} ${value}`
