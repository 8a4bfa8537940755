import type { Stop } from '../../core/base/event.ts'
import { createElement } from '../base/dom.ts'

export interface DialogQuestion {
  /** The question; `yes` names what is done if it is answered so. */
  readonly title: string
  readonly yes: string
  /** What the question is about, in full. */
  readonly about: HTMLElement
  /** More that should be known. */
  readonly note?: string
}

/** Asks before something is done that cannot be undone. */
export interface Ask {
  readonly open: boolean
  /** Resolves to the answer; false also when something else closes the dialog. */
  ask(question: DialogQuestion): Promise<boolean>
  /** Closes the dialog: the answer is no. */
  cancel(): void
  readonly stop: Stop
}

export function createAsk(root: HTMLElement): Ask {
  // The browser's own dialog keeps the focus, hears Esc, and gives the focus back.
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
        // The click of a script answers nothing.
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
