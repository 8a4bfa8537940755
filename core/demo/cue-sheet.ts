import type { Cue, Demo, PaneId, StepId } from './model.ts'
import type { Ms } from '../base/event.ts'
import { defined } from '../base/defined.ts'

/** A pane's part in a step, for the presenter; the room does not see it. */
export interface CuePart {
  /** The typed text and pressed keys, with a line for each Enter. */
  readonly command: string
  /** The `/pattern/` that its output has to match. */
  readonly expect?: string
  /** The exit statuses that count as success; empty: any. */
  readonly exit: readonly number[]
}

export interface StepCue {
  /** The time in the script. If absent, it follows from the recording (`patienceOf`). */
  readonly patience?: Ms
  readonly parts: Readonly<Record<PaneId, CuePart>>
}

/**
 * The content of `/decks/<deck>/cues.json`, which only the stage server sends, to the presenter's
 * pages.
 */
export interface CueSheet {
  /** The planned length of the talk. */
  readonly duration?: Ms
  readonly demos: Readonly<Record<string, Readonly<Record<StepId, StepCue>>>>
  /** The speaker's notes as HTML, by the numbers of their places on the slides. */
  readonly notes?: readonly string[]
}

/** `cover` covers the secrets of a demo in the texts of its script. */
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

/**
 * The cues as somebody would type them: an Enter begins a line, any other key is written as
 * `<tab>`.
 */
export function typed(cues: readonly Cue[]): string {
  const words = cues.map((cue) => {
    if (cue.type === 'type') return cue.text
    if (cue.type !== 'key') return ''
    return cue.key.toLowerCase() === 'enter' ? '\n' : `<${cue.key}>`
  })
  return words.join('').trim()
}
