import * as v from 'valibot'
import { LAYOUTS } from './model.ts'
import type { StageBlock } from './model.ts'
import { parseYaml } from '../yaml/located.ts'
import { NAME } from '../demo/pattern.ts'
import type { Problem } from '../base/problem.ts'
import { createReader } from '../yaml/reader.ts'
import { defined } from '../base/defined.ts'

/**
 * The most panes on a slide. Three by three leave each some 55 columns and 8 rows of text that can
 * be read from the last row of a room.
 */
export const SHOWN_LIMIT = 9

const stageSchema = v.strictObject({
  steps: v.optional(v.string('a step or a range such as hello..limits')),
  layout: v.optional(v.picklist(LAYOUTS, `one of ${LAYOUTS.join(', ')}`)),
  panes: v.optional(v.array(v.string('the name of a pane'), 'a list of panes')),
})

/** The block between the fences in lines `start` and `end`: ```` ```demo NAME ````, options in YAML. */
export function readStage(
  file: string,
  lines: readonly string[],
  start: number,
  end: number,
  problems: Problem[],
): StageBlock | undefined {
  const fence = lines[start] ?? ''
  const words = fence.trim().split(/\s+/)
  // ```` ```demo NAME ```` or ```` ``` demo NAME ````: the name is what follows the word.
  const demo = words.slice(words.findIndex((word) => word.endsWith('demo')) + 1).join(' ')
  const at = demo === '' ? 0 : fence.lastIndexOf(demo)
  const place = { line: start + 1, column: at + 1, length: Math.max(1, demo.length) }
  if (!NAME.test(demo)) {
    problems.push({
      file,
      ...place,
      message: demo === '' ? 'which demo?' : `\`${demo}\` cannot name a demo`,
      hint: 'write ```demo NAME, with the name of a folder in demos/',
    })
    return undefined
  }
  const located = parseYaml(file, lines.slice(start + 1, end).join('\n'), start + 2)
  problems.push(...located.problems)
  const reader = createReader(file, located, problems)
  const empty = located.value === undefined || located.value === null
  const fields = empty ? {} : (reader.object(stageSchema, []) ?? {})
  const { steps, layout = 'columns', panes } = fields
  const range = steps?.split('..') ?? []
  const bad = range.length > 2 || !range.every((step) => NAME.test(step))
  if (bad)
    reader.complain(
      ['steps'],
      'not a step or a range of steps',
      'for example hello, or hello..limits',
    )
  const [from, to = from] = bad ? [] : range
  return {
    demo,
    ...defined({ from, to, panes }),
    layout,
    place,
    stepsPlace: steps === undefined ? place : located.place(['steps']),
    panesPlace: panes === undefined ? place : located.place(['panes']),
  }
}
