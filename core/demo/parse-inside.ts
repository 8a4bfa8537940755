import type { Cue, Inside, PaneId, Part, Step } from './model.ts'
import { defined } from '../base/defined.ts'
import type { Path } from '../yaml/located.ts'
import type { YamlReader } from '../yaml/reader.ts'

/** How and where the part of each pane is written. */
export type Acts = ReadonlyMap<PaneId, { readonly by: string; readonly at: Path }>

interface Written {
  readonly step: Step
  readonly acts: Acts
}

/** Where a part leaves its pane, and which step did. */
interface Left {
  readonly at: Inside | 'prompt'
  readonly step: string
}

/**
 * Finds out where each part begins: at the prompt, or inside the program that the part before it in its
 * pane left running. Complains of a `run` inside a program, and of a wait for a prompt that nothing leads to.
 */
export function withBeginnings(reader: YamlReader, steps: readonly Written[]): Step[] {
  const panes = new Map<PaneId, Left>()
  return steps.map(({ step, acts }) => {
    const parts = new Map<PaneId, Part>()
    for (const [pane, part] of step.parts) {
      const { by = '', at = [] } = acts.get(pane) ?? {}
      const before = panes.get(pane)
      const inside = before && insideOf(before, by)
      if (before?.at === 'program' && by === 'run')
        reader.complain(
          at,
          `a command begins at the prompt, but the step \`${before.step}\` leaves a program running here`,
          'type into it with `cues`, or end it first: - key: ctrl-c and - wait: prompt',
        )
      if (by === 'cues' && inside === undefined) checkWaits(reader, at)
      const left = leaves(part.cues, inside ?? 'prompt')
      parts.set(pane, {
        ...part,
        ...defined({ inside, leaves: left === 'prompt' ? undefined : left }),
      })
      panes.set(pane, { at: left, step: step.id })
    }
    return { ...step, parts }
  })
}

/** A `run` brings the shell to its prompt where the script does not say what is there. */
function insideOf({ at }: Left, by: string): Inside | undefined {
  return at === 'prompt' || by === 'run' ? undefined : at
}

/** Where cues that begin at `from` leave their pane. */
export function leaves(cues: readonly Cue[], from: Left['at']): Left['at'] {
  return cues.reduce<Left['at']>((at, cue) => {
    if (cue.type === 'type' || cue.type === 'key') return 'open'
    if (cue.type === 'pause') return at
    if (cue.for === 'prompt') return 'prompt'
    return cue.for === 'line' || at === 'prompt' ? at : 'program'
  }, from)
}

function checkWaits(reader: YamlReader, path: Path): void {
  const list = reader.get(path)
  if (!Array.isArray(list)) return
  list.forEach((_, i) => {
    const wait = reader.get([...path, i, 'wait'])
    if (wait !== 'prompt' && wait !== 'line') return
    if (list.slice(0, i).some((_, n) => reader.keys([...path, n]).includes('key'))) return
    reader.complain(
      [...path, i, 'wait'],
      `nothing was entered before this, so no ${wait} will follow`,
      'put `- key: enter` before it',
    )
  })
}
