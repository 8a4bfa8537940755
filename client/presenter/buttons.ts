import type { Next } from '../../core/protocol/position.ts'
import type { PressAction } from '../../core/protocol/messages.ts'
import { createElement, setText } from '../base/dom.ts'

type Button = PressAction | 'take' | 'give'

/** Each with its key on stage, which does the same here. */
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
  /** Has any window control? */
  readonly held: boolean
  /** Is there a demo on the slide? */
  readonly demo: boolean
  /** The step that *skip* goes past, if it is known. */
  readonly skips: string | null
  /** Would skipping it make up time that is needed? */
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
    // Only a hand performs a step: what a script clicks is not a press.
    element.addEventListener('click', (event) => {
      if (!event.isTrusted) return
      act(button)
      // Space and Enter mean the stage's keys again, and not this button once more.
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
      // It says which step: somebody who is late must not skip one that the talk needs.
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
