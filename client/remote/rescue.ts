import type { RemoteAction, RemoteView } from '../../core/protocol/remote-messages.ts'
import { createElement, setText } from '../base/dom.ts'
import { button, type PressButton } from './button.ts'

/** Makes a button that asks for the action that `what` names when the button is touched. */
export type CreatePresser = (name: string, text: string, what: () => RemoteAction) => PressButton

/** The buttons for trouble: fall back or go live, and rescue, which asks before it acts. */
export interface Rescue {
  readonly element: HTMLElement
  /** The question whether to rescue, which takes the place of the buttons. */
  readonly question: HTMLElement
  readonly pressers: readonly PressButton[]
  /** `can`: whether this phone may press now. */
  show(view: RemoteView, open: boolean, can: boolean): void
  /** Ends the question. */
  shut(): void
}

export function createRescue(presser: CreatePresser): Rescue {
  const element = createElement('div', 'extra')
  let mode: 'fallback' | 'toggle' = 'fallback'
  const fallback = presser('fallback', '', () => mode)
  const rescue = button('rescue', () => ask(true), 'Rescue…')
  element.append(fallback.element, rescue)

  const question = createElement('div', 'sure')
  question.setAttribute('role', 'group')
  question.setAttribute('aria-label', 'Rescue')
  question.hidden = true
  const words = createElement('p', '', 'Fresh shell, setup, this step again?')
  const no = button('no', () => ask(false), 'No')
  const yes = presser('yes', 'Rescue', () => 'rescue')
  // The answer no takes the place of the first button, so that a second tap does nothing.
  question.append(words, yes.element, no)

  /** Asks before a rescue, with the answer in another place: a pocket may press once. */
  function ask(open: boolean): void {
    question.hidden = !open
    element.hidden = open
    if (open) no.focus()
  }

  return {
    element,
    question,
    pressers: [fallback, yes],
    show(view, open, can) {
      mode = view.can.live ? 'toggle' : 'fallback'
      setText(fallback.element, mode === 'toggle' ? 'Go live' : 'Fall back now')
      fallback.element.disabled = !can || !(view.can.fallback || view.can.live)
      rescue.disabled = !can || !view.can.rescue
      yes.element.disabled = rescue.disabled
      if (!view.can.rescue || !open) ask(false)
    },
    shut: () => ask(false),
  }
}
