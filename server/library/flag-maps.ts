import { checkFlagMap } from '../../core/deck/parse-flag-map.ts'
import { type FlagMapBlock } from '../../core/deck/model.ts'
import type { Deck } from '../../core/deck/model.ts'
import type { FlagMap } from '../../core/deck/flag-map.ts'
import { suggestion } from '../../core/base/did-you-mean.ts'
import type { Parsed, Problem } from '../../core/base/problem.ts'
import { defined } from '../../core/base/defined.ts'
import { listFiles } from '../files/assets.ts'

/** Reads the flag map with this file name, or tells why it cannot be read. */
export type ReadMap = (file: string) => Parsed<FlagMap>

/** The most problems that are shown of an unreadable file: the first usually causes the rest. */
const SHOWN = 5

/**
 * Reads the flag maps on a deck's slides from the files of its folder; the keys are file names. A
 * problem is reported at the line of the deck that names the file.
 */
export function readMaps(
  folder: string,
  file: string,
  deck: Deck | null,
  read: ReadMap,
): { readonly maps: ReadonlyMap<string, FlagMap>; readonly problems: readonly Problem[] } {
  const blocks = (deck?.slides ?? [])
    .flatMap((slide) => slide.blocks)
    .filter((block): block is FlagMapBlock & { type: 'flagmap' } => block.type === 'flagmap')
  const maps = new Map<string, FlagMap>()
  const problems: Problem[] = []
  if (blocks.length === 0) return { maps, problems }
  const files = listFiles(folder)
  const told = new Set<string>()
  for (const block of blocks) {
    const map = maps.get(block.file)
    if (map) {
      problems.push(...checkFlagMap(file, map, block))
      continue
    }
    if (told.has(block.file)) continue
    told.add(block.file)
    const path = files.get(block.file)
    if (path === undefined) {
      const message = `there is no file \`${block.file}\` beside the deck`
      const names = [...files.keys()].filter((name) => /^[^/]+\.json$/.test(name))
      problems.push({ file, ...block.place, message, hint: suggestion(block.file, names) })
      continue
    }
    const { value, problems: wrong } = read(path)
    for (const { line, column, message, hint } of wrong.slice(0, SHOWN)) {
      const at = [block.file, line, column].filter((part) => part !== undefined).join(':')
      problems.push({ file, ...block.place, message: `${at}: ${message}`, ...defined({ hint }) })
    }
    if (!value) continue
    maps.set(block.file, value)
    problems.push(...checkFlagMap(file, value, block))
  }
  return { maps, problems }
}
