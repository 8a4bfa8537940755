import type { Position, Standing } from './position.ts'

/** The demo on the slide, where there is one. */
export interface OnSlide {
  readonly demo: string
  readonly standing: Pick<Standing, 'step' | 'at'>
}

/**
 * The stage revision that a press from elsewhere names: slide, fragment, the step and whether it
 * runs, and how many presses this window has acted on. A press that saw another revision does
 * nothing: it is late, or the second of two at once.
 */
export function placeOf(
  at: Pick<Position, 'deck' | 'h' | 'v' | 'f'>,
  on: OnSlide | null,
  presses: number,
): string {
  const demo = on ? [on.demo, on.standing.step, on.standing.at] : []
  return [at.deck, at.h, at.v, at.f, ...demo, presses].join(' ')
}
