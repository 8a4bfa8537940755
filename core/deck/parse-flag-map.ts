import * as v from 'valibot'
import type { FlagMap, MappedFlag } from './flag-map.ts'
import { flagName } from './flag-map.ts'
import type { FlagMapBlock } from './model.ts'
import { parseYaml } from '../yaml/located.ts'
import { suggestion } from '../base/did-you-mean.ts'
import type { Problem } from '../base/problem.ts'
import { createReader } from '../yaml/reader.ts'
import { defined } from '../base/defined.ts'

/** A file name without a path: files elsewhere do not belong to the deck. */
const FILE = /^[A-Za-z0-9][\w.-]{0,99}\.json$/

const flagMapSchema = v.strictObject({
  flags: v.optional(
    v.union(
      [v.string(), v.array(v.string('the name of a flag'), 'a list of flags')],
      'flags such as -m, --cpus',
    ),
  ),
  group: v.optional(v.string('the name of a group')),
})

/** The block between the fences in lines `start` and `end`: ```` ```flagmap FILE.json ````, options in YAML. */
export function readFlagMap(
  file: string,
  lines: readonly string[],
  start: number,
  end: number,
  problems: Problem[],
): FlagMapBlock | undefined {
  const fence = lines[start] ?? ''
  const words = fence.trim().split(/\s+/)
  const name = words.slice(words.findIndex((word) => word.endsWith('flagmap')) + 1).join(' ')
  const at = name === '' ? 0 : fence.lastIndexOf(name)
  const place = { line: start + 1, column: at + 1, length: Math.max(1, name.length) }
  if (!FILE.test(name)) {
    const message = name === '' ? 'a flag map of which file?' : `\`${name}\` cannot name a flag map`
    const hint = 'write ```flagmap FILE.json, with the name of a file beside the deck'
    problems.push({ file, ...place, message, hint })
    return undefined
  }
  const located = parseYaml(file, lines.slice(start + 1, end).join('\n'), start + 2)
  problems.push(...located.problems)
  const reader = createReader(file, located, problems)
  const empty = located.value === undefined || located.value === null
  const { flags, group } = empty ? {} : (reader.object(flagMapSchema, []) ?? {})
  const wanted = (typeof flags === 'string' ? flags.split(',') : (flags ?? []))
    .map((flag) => flag.trim())
    .filter((flag) => flag !== '')
  return {
    file: name,
    ...defined({ flags: wanted.length === 0 ? undefined : wanted, group }),
    place,
    flagsPlace: flags === undefined ? place : located.place(['flags']),
    groupPlace: group === undefined ? place : located.place(['group']),
  }
}

/** `-m` means every `-m` of the map, `-m 64m` this one. */
const means = (wanted: string, flag: MappedFlag) =>
  wanted === flag.flag || wanted === flagName(flag)

/** The flags that the block shows, each once: in the order of the block, or else of the map. */
export function chosenFlags(map: FlagMap, { flags, group }: FlagMapBlock): readonly MappedFlag[] {
  const grouped = map.flags.filter((flag) => group === undefined || flag.group === group)
  if (!flags) return grouped
  return [...new Set(flags.flatMap((each) => grouped.filter((flag) => means(each, flag))))]
}

/** The problems of a block that names a flag or group that the map does not have. */
export function checkFlagMap(file: string, map: FlagMap, block: FlagMapBlock): readonly Problem[] {
  const { flags = [], group } = block
  const groups = [...new Set(map.flags.map((flag) => flag.group))]
  if (group !== undefined && !groups.includes(group)) {
    const message = `${block.file} has no group \`${group}\``
    return [{ file, ...block.groupPlace, message, hint: suggestion(group, groups) }]
  }
  const there = map.flags.filter((flag) => group === undefined || flag.group === group)
  return flags
    .filter((each) => !there.some((flag) => means(each, flag)))
    .map((each) => ({
      file,
      ...block.flagsPlace,
      message: `${block.file} has no flag \`${each}\`${group === undefined ? '' : ` in the group \`${group}\``}`,
      hint: suggestion(each, [...new Set(there.map((flag) => flag.flag))]),
    }))
}
