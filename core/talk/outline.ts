import type { Deck, Slide } from '../deck/model.ts'
import type { Ms } from '../base/event.ts'
import { defined } from '../base/defined.ts'
import { planOf } from './time-plan.ts'

/** A slide of a talk, as it is timed. */
export interface TalkSlide {
  /** Reveal's indices: of the slide, and of those below it. */
  readonly h: number
  readonly v: number
  readonly title: string
  /** How long the plan has it on; absent in a talk without a plan. */
  readonly planned?: Ms
}

export function talkSlides({ slides, duration }: Deck): readonly TalkSlide[] {
  const plan = planOf(
    slides.map(({ notes }) => notes),
    duration,
  )
  let [h, v] = [-1, 0]
  return slides.map((slide, i) => {
    if (slide.below) v += 1
    else [h, v] = [h + 1, 0]
    const planned = plan && (plan[i + 1] ?? 0) - (plan[i] ?? 0)
    return {
      h,
      v,
      title: titleOf(slide) ?? `slide ${i + 1}`,
      ...defined({ planned: planned ?? undefined }),
    }
  })
}

function titleOf(slide: Slide): string | undefined {
  for (const block of slide.blocks) {
    const heading = block.type === 'markdown' && /^#{1,6}\s+(.+?)\s*#*$/m.exec(block.text)?.[1]
    // As it is read, not as it is written.
    if (heading)
      return heading
        .replace(/<!--.*?-->/g, '')
        .replace(/[`*_]/g, '')
        .trim()
  }
  return undefined
}
