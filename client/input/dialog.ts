import type { Stop } from '../../core/base/event.ts'
import { createElement } from '../base/dom.ts'

export interface Question {
  /** What is asked, and the name of what `yes` does. */
  readonly title: string
  readonly yes: string
  /** What it is about, in full. */
  readonly about: HTMLElement
  /** More that should be known. */
  readonly note?: string
}

/** Asks before something is done that cannot be taken back. */
export interface Ask {
  readonly open: boolean
  /** The answer of a hand; false too when it is overtaken by something else. */
  ask(question: Question): Promise<boolean>
  /** Away with it: the answer is no. */
  cancel(): void
  readonly stop: Stop
}

export function createAsk(root: HTMLElement): Ask {
  // A dialog of the browser's own: it keeps the focus, hears Esc, and gives the focus back.
  const dialog = createElement('dialog', 'ask')
  root.append(dialog)
  let settle: (yes: boolean) => void = () => {}

  function answer(yes: boolean): void {
    if (dialog.open) dialog.close()
    settle(yes)
    settle = () => {}
  }
  dialog.addEventListener('close', () => answer(false))
  return {
    get open() {
      return dialog.open
    },
    ask({ title, yes, about, note }) {
      answer(false)
      const heading = createElement('h2', '', title)
      heading.id = 'ask-title'
      dialog.setAttribute('aria-labelledby', heading.id)
      const button = (name: string, is: boolean) => {
        const made = createElement('button', is ? 'ask-yes' : 'ask-no', name)
        made.type = 'button'
        // A script's click is not a hand's.
        made.addEventListener('click', ({ isTrusted }) => isTrusted && answer(is))
        return made
      }
      const buttons = createElement('p', 'ask-buttons')
      const first = button(yes, true)
      buttons.append(first, button('Cancel', false))
      about.classList.add('ask-about')
      about.tabIndex = 0
      dialog.replaceChildren(
        heading,
        about,
        ...(note ? [createElement('p', 'ask-note', note)] : []),
        buttons,
      )
      dialog.showModal()
      first.focus()
      return new Promise((resolve) => (settle = resolve))
    },
    cancel: () => answer(false),
    stop() {
      answer(false)
      dialog.remove()
    },
  }
}
