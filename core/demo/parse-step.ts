import * as v from 'valibot'
import type { Cue, PaneId, Part, Pattern, Step } from './model.ts'
import type { Path } from '../yaml/located.ts'
import { suggestion } from '../base/did-you-mean.ts'
import { readDuration } from './pattern.ts'
import type { YamlReader } from '../yaml/reader.ts'
import { isMapping } from '../yaml/reader.ts'
import { checkTyped, readCues, runCues, take, takePattern } from './parse-cues.ts'
import { readRequires } from './parse-requires.ts'
import { exitSchema, stepSchema } from './schema.ts'
import { defined } from '../base/defined.ts'

/** The facts about the script that its steps depend on. */
export interface StepContext {
  readonly panes: readonly PaneId[]
  readonly live: boolean
}

/** Reads one step, as far as possible; undefined without a usable id. */
export function readStep(reader: YamlReader, path: Path, around: StepContext): Step | undefined {
  const fields = reader.object(stepSchema, path, [
    'in',
    'run',
    'cues',
    'expect',
    'exit',
    'requires',
  ])
  if (!fields) return undefined
  const cues = readActs(reader, path, around)
  // If no pane acts, a problem was reported already; the rest is still read.
  const busy = cues.size > 0 ? [...cues.keys()] : around.panes
  const expect = byPane(reader, [...path, 'expect'], around.panes, busy, v.string('a text'))
  const exit = byPane(reader, [...path, 'exit'], around.panes, busy, exitSchema)
  const patterns = new Map<PaneId, Pattern>()
  const read = new Map<string, Pattern | undefined>()
  for (const [pane, { value, at }] of expect) {
    const place = at.join('\0')
    if (!read.has(place)) read.set(place, takePattern(reader, at, value))
    const pattern = read.get(place)
    if (pattern) patterns.set(pane, pattern)
  }
  const usual = reader.get([...path, 'run']) === undefined ? [] : [0]
  const parts = new Map<PaneId, Part>()
  for (const pane of around.panes) {
    const own = cues.get(pane)
    if (!own) continue
    const status = exit.get(pane)?.value ?? usual
    const pattern = patterns.get(pane)
    parts.set(pane, {
      cues: own,
      ...defined({ expect: pattern }),
      exit: typeof status === 'number' ? [status] : status,
    })
  }
  const patience =
    fields.patience === undefined
      ? undefined
      : take(reader, [...path, 'patience'], readDuration(fields.patience))
  const { id, caption, rejoin, optional = false } = fields
  if (rejoin !== undefined) checkTyped(reader, [...path, 'rejoin'], rejoin)
  if (id === undefined) return undefined
  return {
    id,
    ...defined({ caption, patience, rejoin }),
    parts,
    onFail: fields['on-fail'] ?? 'replay',
    optional,
    requires: readRequires(reader, [...path, 'requires']),
  }
}

/** Reads what each pane does: from `run` or `cues`, in `in` or in the only pane. */
function readActs(
  reader: YamlReader,
  path: Path,
  around: StepContext,
): Map<PaneId, readonly Cue[]> {
  const given = reader.keys(path)
  const at = (key: string) => [...path, key]
  const acts = new Map<PaneId, readonly Cue[]>()
  const pane = readIn(reader, path, around.panes)
  if (given.includes('run') && given.includes('cues'))
    reader.complain(at('cues'), 'a step has `run` or `cues`, not both', undefined, 'key')
  if (!given.includes('run') && !given.includes('cues')) {
    if (around.live) reader.complain(path, 'a step needs `run` or `cues`')
    // A step that only a recording performs concerns every pane.
    for (const each of around.panes) if (!pane || pane === each) acts.set(each, [])
    return acts
  }
  if (isMapping(reader.get(at('run')))) {
    if (given.includes('in'))
      reader.complain(at('in'), '`run` names its panes itself', 'remove `in`', 'key')
    const runs = byPane(reader, at('run'), around.panes, around.panes, v.string('a command'))
    for (const [each, { value, at }] of runs) acts.set(each, runCues(reader, at, value))
    if (reader.keys(at('run')).length === 0) reader.complain(at('run'), '`run` is empty')
    return acts
  }
  const key = given.includes('run') ? 'run' : 'cues'
  if (pane === undefined && !given.includes('in'))
    reader.complain(
      at(key),
      'in which pane does this happen?',
      `add \`in:\` with one of: ${around.panes.join(', ')}`,
      'key',
    )
  const command =
    key === 'run'
      ? reader.leaf(v.string('a command, or a mapping of panes to commands'), at('run'))
      : undefined
  const cues =
    command !== undefined
      ? runCues(reader, at('run'), command)
      : given.includes('cues')
        ? readCues(reader, at('cues'))
        : []
  if (pane !== undefined) acts.set(pane, cues)
  return acts
}

function readIn(reader: YamlReader, path: Path, panes: readonly PaneId[]): PaneId | undefined {
  if (!reader.keys(path).includes('in')) return panes.length === 1 ? panes[0] : undefined
  const pane = reader.leaf(v.string('the name of a pane'), [...path, 'in'])
  if (pane === undefined || panes.includes(pane)) return pane
  reader.complain([...path, 'in'], `there is no pane \`${pane}\``, suggestion(pane, panes))
  return undefined
}

/** Reads a value for all panes that act in the step, or a mapping of panes to values. */
function byPane<S extends v.GenericSchema>(
  reader: YamlReader,
  path: Path,
  panes: readonly PaneId[],
  busy: readonly PaneId[],
  schema: S,
): Map<PaneId, { value: v.InferOutput<S>; at: Path }> {
  const found = new Map<PaneId, { value: v.InferOutput<S>; at: Path }>()
  if (reader.get(path) === undefined) return found
  if (!isMapping(reader.get(path))) {
    const value = reader.leaf(schema, path)
    if (value !== undefined) for (const pane of busy) found.set(pane, { value, at: path })
    return found
  }
  for (const pane of reader.keys(path)) {
    const at = [...path, pane]
    const value = reader.leaf(schema, at)
    if (!panes.includes(pane))
      reader.complain(at, `there is no pane \`${pane}\``, suggestion(pane, panes), 'key')
    else if (!busy.includes(pane))
      reader.complain(at, `the pane \`${pane}\` does nothing in this step`, undefined, 'key')
    else if (value !== undefined) found.set(pane, { value, at })
  }
  return found
}
