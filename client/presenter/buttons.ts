import type { Next } from '../../core/protocol/position.ts'
import type { PressAction } from '../../core/protocol/messages.ts'
import { createElement, setText } from '../base/dom.ts'

type Button = PressAction | 'take' | 'give'

/** The buttons with their words and their key, which does the same here as on stage. */
const BUTTONS: readonly (readonly [Button, string, string])[] = [
  ['back', 'back', '←'],
  ['next', 'next', '→'],
  ['skip', 'skip step', 'K'],
  ['fallback', 'fall back now', 'F'],
  ['toggle', 'live ⇄ replay', 'L'],
  ['rescue', 'rescue', 'R'],
  ['take', 'take control', ''],
  ['give', 'give control back', ''],
]

export interface ButtonsShown {
  readonly next: Next
  readonly mine: boolean
  /** Whether any window has control. */
  readonly held: boolean
  /** Whether there is a demo on the slide. */
  readonly demo: boolean
  /** The step that *skip* goes past, if it is known. */
  readonly skips: string | null
  /** Whether skipping it would make up for lost time. */
  readonly saves: boolean
}

interface Change {
  readonly disabled?: boolean
  readonly hidden?: boolean
  readonly name?: string
  readonly marked?: boolean
}

export function createButtons(host: HTMLElement, act: (button: Button) => void) {
  const made = new Map<Button, HTMLButtonElement>()
  const names = new Map<Button, HTMLElement>()
  for (const [button, name, key] of BUTTONS) {
    const element = createElement('button', `pv-button pv-${button}`)
    element.type = 'button'
    const label = createElement('span', '', name)
    element.append(label, ...(key === '' ? [] : [createElement('kbd', '', key)]))
    // Only a deliberate press performs a step, and the click of a script is none.
    element.addEventListener('click', (event) => {
      if (!event.isTrusted) return
      act(button)
      // Without the focus, Space and Enter are keys of the stage again and not of this button.
      element.blur()
    })
    made.set(button, element)
    names.set(button, label)
    host.append(element)
  }
  const set = (button: Button, change: Change) => {
    const element = made.get(button)
    if (!element) return
    element.disabled = change.disabled ?? false
    element.hidden = change.hidden ?? false
    element.toggleAttribute('data-marked', change.marked ?? false)
    const label = names.get(button)
    if (label && change.name !== undefined) setText(label, change.name)
  }
  return {
    show({ next, mine, held, demo, skips, saves }: ButtonsShown): void {
      const nobody = !mine && !held
      const running = next.kind === 'busy' || next.kind === 'finish'
      set('next', {
        disabled: nobody || next.kind === 'busy' || next.kind === 'end',
        name: next.kind === 'step' ? `next: ${next.step}` : WORDS[next.kind],
      })
      set('back', { disabled: nobody })
      // It names the step, so that somebody who is late skips none that the talk needs.
      const name = skips === null ? 'skip step' : `skip: ${skips}`
      set('skip', { disabled: nobody || !demo || running, name, marked: saves })
      for (const button of ['fallback', 'toggle', 'rescue'] as const)
        set(button, { disabled: nobody || !demo })
      set('take', { hidden: mine })
      set('give', { hidden: !mine })
    },
  }
}

const WORDS = {
  finish: 'finish typing',
  busy: 'running…',
  fragment: 'next: more',
  slide: 'next slide',
  end: 'the end',
} as const
