import type { Ms } from '../../core/base/event.ts'
import { createElement } from '../base/dom.ts'

/** Longer than a busy phone takes to tell a page of a touch; the page was frozen then. */
const FROZEN: Ms = 1_000

/** `late` is called instead of `press` if the touch waited in a frozen page. */
export function button(
  name: string,
  press: () => void,
  text = '',
  late = () => {},
): HTMLButtonElement {
  const element = createElement('button', name, text)
  element.type = 'button'
  element.addEventListener('click', (event) => {
    // A late touch was meant for what the page showed at the time.
    if (performance.now() - event.timeStamp < FROZEN) press()
    else late()
  })
  return element
}

export interface PressButton {
  readonly element: HTMLButtonElement
  /** To be called when it may have been disabled: a touch that is under way is missed, for this reason. */
  look(why: string): void
}

/**
 * A button that asks the stage for what it showed when the thumb came down, since the lift may come long
 * after. Every touch of it is either a press or is told as missed.
 */
export function createPressButton<Shown>(on: {
  readonly name: string
  readonly text?: string
  readonly shown: () => Shown
  readonly press: (shown: Shown) => void
  readonly missed: (shown: Shown, why: string) => void
}): PressButton {
  let touch: { readonly shown: Shown; lifted: Ms } | null = null
  /** Takes what was touched, as long as a click may still follow. */
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
      // A browser sends no click to a button that was disabled between touch and lift.
      const shown = element.disabled ? take() : undefined
      if (shown !== undefined) on.missed(shown, why)
    },
  }
}

/** Sets the name for a screen reader only where it changes, so that it is not read twice. */
export function rename(element: HTMLElement, name: string): void {
  if (element.ariaLabel !== name) element.ariaLabel = name
}
