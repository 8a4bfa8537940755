import * as v from 'valibot'
import type { Cue, PaneId, Part, Pattern, Step } from './model.ts'
import type { Acts } from './parse-inside.ts'
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

/** A step, and where in the file each of its parts is. */
export interface ReadStep {
  readonly step: Step
  readonly acts: Acts
}

/** Reads one step, as far as possible; undefined without a usable id. */
export function readStep(
  reader: YamlReader,
  path: Path,
  around: StepContext,
): ReadStep | undefined {
  const fields = reader.object(stepSchema, path, [
    'in',
    'run',
    'cues',
    'expect',
    'until',
    'exit',
    'requires',
  ])
  if (!fields) return undefined
  const acts = readActs(reader, path, around)
  // If no pane acts, a problem was reported already; the rest is still read.
  const busy = acts.size > 0 ? [...acts.keys()] : around.panes
  const expect = patternsByPane(reader, [...path, 'expect'], around.panes, busy)
  const until = patternsByPane(reader, [...path, 'until'], around.panes, busy)
  const exit = byPane(reader, [...path, 'exit'], around.panes, busy, exitSchema)
  const parts = new Map<PaneId, Part>()
  for (const pane of around.panes) {
    const act = acts.get(pane)
    if (!act) continue
    const end = until.get(pane)
    const status = exit.get(pane)
    if (end && status)
      reader.complain(
        status.at,
        'a program that runs on after `until` has no exit status in this step',
        'remove `exit`, or put it on the step that ends the program',
      )
    const usual = act.by === 'run' && !end ? [0] : []
    const wanted = (end ? undefined : status?.value) ?? usual
    parts.set(pane, {
      cues: act.cues(end),
      ...defined({ expect: expect.get(pane) }),
      ...(end && { runsOn: true }),
      exit: typeof wanted === 'number' ? [wanted] : wanted,
    })
  }
  const patience =
    fields.patience === undefined
      ? undefined
      : take(reader, [...path, 'patience'], readDuration(fields.patience))
  const { id, caption, rejoin, optional = false } = fields
  if (rejoin !== undefined) checkTyped(reader, [...path, 'rejoin'], rejoin)
  if (id === undefined) return undefined
  const step: Step = {
    id,
    ...defined({ caption, patience, rejoin }),
    parts,
    onFail: fields['on-fail'] ?? 'replay',
    optional,
    requires: readRequires(reader, [...path, 'requires']),
  }
  return { step, acts }
}

/** What a pane does in a step, as it is written. */
interface Act {
  readonly by: 'run' | 'cues' | 'recording'
  /** Where it is written. */
  readonly at: Path
  /** Its cues, the last of which is a wait for `until` where that is given. */
  cues(until: Pattern | undefined): readonly Cue[]
}

/** Reads what each pane does: from `run` or `cues`, in `in` or in the only pane. */
function readActs(reader: YamlReader, path: Path, around: StepContext): Map<PaneId, Act> {
  const given = reader.keys(path)
  const at = (key: string) => [...path, key]
  const acts = new Map<PaneId, Act>()
  const pane = readIn(reader, path, around.panes)
  const runs = (command: string, at: Path): Act => {
    const lines = runCues(reader, at, command)
    return { by: 'run', at, cues: (until) => lines(until ?? 'prompt') }
  }
  if (given.includes('run') && given.includes('cues'))
    reader.complain(at('cues'), 'a step has `run` or `cues`, not both', undefined, 'key')
  if (!given.includes('run') && !given.includes('cues')) {
    if (around.live) reader.complain(path, 'a step needs `run` or `cues`')
    // A step that only a recording performs concerns every pane.
    const nothing: Act = { by: 'recording', at: path, cues: () => [] }
    for (const each of around.panes) if (!pane || pane === each) acts.set(each, nothing)
    return acts
  }
  if (isMapping(reader.get(at('run')))) {
    if (given.includes('in'))
      reader.complain(at('in'), '`run` names its panes itself', 'remove `in`', 'key')
    const commands = byPane(reader, at('run'), around.panes, around.panes, v.string('a command'))
    for (const [each, { value, at }] of commands) acts.set(each, runs(value, at))
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
  if (pane === undefined) {
    if (key === 'cues') readCues(reader, at('cues'))
    else if (command !== undefined) runs(command, at('run'))
    return acts
  }
  if (command !== undefined) acts.set(pane, runs(command, at('run')))
  else {
    const cues = key === 'cues' ? readCues(reader, at('cues')) : []
    const end = (until: Pattern): Cue => ({ type: 'wait', for: until })
    acts.set(pane, {
      by: key,
      at: at(key),
      cues: (until) => [...cues, ...(until ? [end(until)] : [])],
    })
  }
  return acts
}

function readIn(reader: YamlReader, path: Path, panes: readonly PaneId[]): PaneId | undefined {
  if (!reader.keys(path).includes('in')) return panes.length === 1 ? panes[0] : undefined
  const pane = reader.leaf(v.string('the name of a pane'), [...path, 'in'])
  if (pane === undefined || panes.includes(pane)) return pane
  reader.complain([...path, 'in'], `there is no pane \`${pane}\``, suggestion(pane, panes))
  return undefined
}

/** Reads a pattern for all panes that act in the step, or a mapping of panes to patterns. */
function patternsByPane(
  reader: YamlReader,
  path: Path,
  panes: readonly PaneId[],
  busy: readonly PaneId[],
): ReadonlyMap<PaneId, Pattern> {
  const patterns = new Map<PaneId, Pattern>()
  const read = new Map<string, Pattern | undefined>()
  for (const [pane, { value, at }] of byPane(reader, path, panes, busy, v.string('a text'))) {
    const place = at.join('\0')
    if (!read.has(place)) read.set(place, takePattern(reader, at, value))
    const pattern = read.get(place)
    if (pattern) patterns.set(pane, pattern)
  }
  return patterns
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
