import { performStep } from '../../core/performer/performer.ts'
import type { PerformEffect, PerformInput } from '../../core/performer/performer.ts'
import { newPerformance } from '../../core/performer/state.ts'
import { keyBytes } from '../../core/demo/key.ts'
import type { Part, Pattern } from '../../core/demo/model.ts'
import type { SearchResult } from '../../core/demo/pattern-search.ts'
import { NO_SCREEN } from '../../core/terminal/drawn.ts'

export const steady = () => 0.5
/** An input before its time is known. */
export type Timeless = PerformInput extends infer One
  ? One extends PerformInput
    ? Omit<One, 'now'>
    : never
  : never
export const run = (text: string, more: Partial<Part> = {}): Part => ({
  cues: [
    { type: 'type', text },
    { type: 'key', key: 'enter' },
    { type: 'wait', for: 'prompt' },
  ],
  exit: [0],
  ...more,
})

/** A fake shell: feeds the performer, answers Enter with marks, and writes a transcript. */
export function play(
  part: Part,
  inputs: (typed: string) => PerformInput[],
  patience = 5_000,
  find: (pattern: Pattern, text: string) => SearchResult = ({ source, flags }, text) =>
    new RegExp(source, flags).test(text),
) {
  let state = newPerformance(patience, part.inside !== undefined)
  let now = 0
  let typed = ''
  const log: string[] = []
  let wake: number | null = null
  const feed = (input: PerformInput) => {
    const [after, effects] = performStep(part, state, input, steady)
    state = after
    wake = null
    effects.forEach(note)
    const search = effects.find((effect) => effect.type === 'search')
    if (effects.some((effect) => effect.type === 'look'))
      feed({ type: 'looked', now, screen: NO_SCREEN })
    if (search) feed({ type: 'searched', now, found: find(search.pattern, textIn(search)) })
  }
  const note = (effect: PerformEffect) => {
    if (effect.type === 'wake') wake = effect.at
    else if (effect.type === 'write') typed += effect.data
    else if (effect.type === 'key') typed += keyBytes(effect.key) ?? ''
    else if (effect.type === 'phase') log.push(effect.phase)
    else if (effect.type === 'done') log.push(JSON.stringify(effect.outcome))
  }
  feed({ type: 'start', now })
  for (let guard = 0; guard < 1_000 && state.phase !== 'over'; guard++) {
    const answers = inputs(typed)
    const answer = answers[0]
    if (answer) {
      for (const one of answers) feed({ ...one, now })
    } else if (wake === null) break
    else {
      now = Math.max(now, wake)
      feed({ type: 'wake', now })
    }
  }
  return { log, typed, now, state }
}

/** All that is searched, as one text. The screen of these tests shows nothing. */
export const textIn = ({ texts }: Extract<PerformEffect, { type: 'search' }>) => texts.join('')

/** Answers the n-th Enter with the n-th list, once. */
export function answering(...lists: Timeless[][]) {
  let answered = 0
  return (typed: string): PerformInput[] => {
    const enters = typed.split('\r').length - 1
    if (answered >= enters || answered >= lists.length) return []
    return (lists[answered++] ?? []).map((one): PerformInput => ({ ...one, now: 0 }))
  }
}
export const output = (text: string) => ({ type: 'output', text }) as const
export const started = { type: 'started', screen: NO_SCREEN } as const
export const ran = (text: string, status = 0) => [
  started,
  output(text),
  { type: 'finished', status, screen: NO_SCREEN } as const,
  { type: 'ready' } as const,
]
