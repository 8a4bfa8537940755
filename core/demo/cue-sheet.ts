import type { Cue, Demo, PaneId, StepId } from './model.ts'
import type { Ms } from '../base/event.ts'
import { defined } from '../base/defined.ts'

/** What a presenter wants to know about a pane's part in a step; the room does not see it. */
export interface CuePart {
  /** What is typed and pressed, a line for each Enter. */
  readonly command: string
  /** `/pattern/` that its output has to match. */
  readonly expect?: string
  /** Statuses that count as success; empty: any. */
  readonly exit: readonly number[]
}

export interface StepCue {
  /** As the script says it; else it follows from the recording (`patienceOf`). */
  readonly patience?: Ms
  readonly parts: Readonly<Record<PaneId, CuePart>>
}

/** `/decks/<deck>/cues.json`: on the stage server alone, for presenter surfaces. */
export interface CueSheet {
  /** How long the talk is meant to be. */
  readonly duration?: Ms
  readonly demos: Readonly<Record<string, Readonly<Record<StepId, StepCue>>>>
  /** The speaker's notes as HTML, by the numbers of their places on the slides. */
  readonly notes?: readonly string[]
}

/** `cover` covers the secrets of a demo in what its script says. */
export function cueSheet(
  duration: Ms | undefined,
  demos: readonly Demo[],
  notes: readonly string[],
  cover: (demo: Demo, text: string) => string,
): CueSheet {
  return {
    ...defined({ duration }),
    notes,
    demos: Object.fromEntries(
      demos.map((demo) => [
        demo.name,
        Object.fromEntries(
          demo.steps.map(({ id, patience, parts }): [StepId, StepCue] => [
            id,
            {
              ...defined({ patience }),
              parts: Object.fromEntries(
                [...parts].map(([pane, { cues, expect, exit }]): [PaneId, CuePart] => [
                  pane,
                  {
                    command: cover(demo, typed(cues)),
                    ...defined({
                      expect: expect && cover(demo, `/${expect.source}/${expect.flags}`),
                    }),
                    exit,
                  },
                ]),
              ),
            },
          ]),
        ),
      ]),
    ),
  }
}

/** What hands would type: an Enter begins a line, another key stands as `<tab>`. */
export function typed(cues: readonly Cue[]): string {
  const words = cues.map((cue) => {
    if (cue.type === 'type') return cue.text
    if (cue.type !== 'key') return ''
    return cue.key.toLowerCase() === 'enter' ? '\n' : `<${cue.key}>`
  })
  return words.join('').trim()
}
