import type { Ms } from '../../core/base/event.ts'
import { createElement } from '../base/dom.ts'

/** Longer than a busy phone takes to tell a page of a touch. */
const FROZEN: Ms = 1_000

/** `late` instead of `press`: the touch waited in a page that was frozen. */
export function button(
  name: string,
  press: () => void,
  text = '',
  late = () => {},
): HTMLButtonElement {
  const element = createElement('button', name, text)
  element.type = 'button'
  element.addEventListener('click', (event) => {
    // It was meant for what the page showed then.
    if (performance.now() - event.timeStamp < FROZEN) press()
    else late()
  })
  return element
}

export interface PressButton {
  readonly element: HTMLButtonElement
  /** To be called when it may have been disabled: a thumb that is on it is told `why`. */
  look(why: string): void
}

/**
 * A button that asks the stage for something, and for just what it showed when the thumb came down:
 * a lift may be long after. No touch of it comes to nothing without a word.
 */
export function createPressButton<Shown>(on: {
  readonly name: string
  readonly text?: string
  readonly shown: () => Shown
  readonly press: (shown: Shown) => void
  readonly missed: (shown: Shown, why: string) => void
}): PressButton {
  let touch: { readonly shown: Shown; lifted: Ms } | null = null
  /** What was touched, while a click may still come of it. */
  function take(): Shown | undefined {
    const last = touch
    touch = null
    return last && performance.now() - last.lifted < FROZEN ? last.shown : undefined
  }
  const element = button(
    on.name,
    () => on.press(take() ?? on.shown()),
    on.text,
    () => on.missed(take() ?? on.shown(), 'this phone was busy'),
  )
  element.addEventListener('pointerdown', () => {
    touch = element.disabled ? null : { shown: on.shown(), lifted: Infinity }
  })
  element.addEventListener('pointerup', () => {
    if (touch) touch.lifted = performance.now()
  })
  element.addEventListener('pointercancel', () => (touch = null))
  return {
    element,
    look(why) {
      // A browser clicks no button that was disabled between touch and lift.
      const shown = element.disabled ? take() : undefined
      if (shown !== undefined) on.missed(shown, why)
    },
  }
}
