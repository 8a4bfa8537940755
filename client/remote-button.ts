import type { Ms } from '../core/event.ts'
import { make } from './make.ts'

export function button(name: string, press: () => void, text = ''): HTMLButtonElement {
  const element = make('button', name, text)
  element.type = 'button'
  element.addEventListener('click', (event) => {
    // A touch that waited in a page that was frozen was meant for what it showed then.
    if (performance.now() - event.timeStamp < FROZEN) press()
  })
  return element
}

/** Longer than a busy phone takes to tell a page of a touch. */
const FROZEN: Ms = 1_000
