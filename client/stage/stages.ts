import { createElement } from '../base/dom.ts'
import type { Play } from '../demo/play.ts'
import { createStage, type Stage, type StageOptions } from './stage.ts'

const NOBODY = 'There is no such demo here.'

/** The stages of a deck by their slide. The problems of a demo are shown where it would stand. */
export function createStages(
  root: HTMLElement,
  plays: ReadonlyMap<string, Play>,
  look: StageOptions,
): ReadonlyMap<HTMLElement, Stage> {
  const stages = new Map<HTMLElement, Stage>()
  for (const host of root.querySelectorAll<HTMLElement>('.stage')) {
    const play = plays.get(host.dataset['demo'] ?? '')
    const slide = host.closest('section')
    // A slide shows one demo, the first; the deck's problems name the others.
    if (slide && stages.has(slide)) {
      host.remove()
      continue
    }
    const problems = play ? (play.bundle.take ? [] : (play.bundle.problems ?? [])) : [NOBODY]
    if (problems.length > 0)
      host.append(createElement('pre', 'stage-problems', problems.join('\n\n')))
    if (!play || !slide || problems.length > 0) continue
    stages.set(slide, createStage(host, play, look))
  }
  return stages
}
