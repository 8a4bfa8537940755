import type { Refused } from '../input/control.ts'
import { createElement, setText } from '../base/dom.ts'

/** The bar below every slide: buttons, the slide's number, a notice and a line of progress. */
export interface Toolbar {
  readonly element: HTMLElement
  update(state: {
    readonly number: number
    readonly total: number
    /** 0 to 1. */
    readonly progress: number
    /** What *next* would do, for the button's name. */
    readonly next: 'step' | 'fragment' | 'slide' | 'end'
    /** One sentence for the presenter. */
    readonly notice: string
    /** Another window has control. */
    readonly barred: boolean
    /** How many demos wait for approval. */
    readonly asking: number
  }): void
  /** Shows a link to the presenter view if the browser refused to open it, and returns why. */
  offer(refused: Refused | null): string
  /** For screen readers, politely. */
  readonly announce: (words: string) => void
}

type ToolbarAction = 'next' | 'back' | 'sheet' | 'take' | 'ask'

const NEXT = {
  step: 'perform the next step',
  fragment: 'next on this slide',
  slide: 'next slide',
  end: 'the end',
} as const

export function createToolbar(act: (action: ToolbarAction) => void): Toolbar {
  const element = createElement('footer', 'chrome')
  const notice = createElement('p', 'notice')
  const number = createElement('p', 'number')
  const button = (action: ToolbarAction, text: string, name: string) => {
    const made = createElement('button', `chrome-${action}`, text)
    made.type = 'button'
    made.setAttribute('aria-label', name)
    // Only a deliberate press performs a step, and the click of a script is none.
    made.addEventListener('click', (event) => {
      if (event.isTrusted) act(action)
    })
    return made
  }
  const next = button('next', '→', NEXT.slide)
  const back = button('back', '←', 'back')
  const take = button('take', 'take control', 'take control of the stage')
  const ask = button('ask', 'approve…', 'show what waits for approval')
  const line = createElement('span', 'line')
  const spoken = createElement('p', 'spoken')
  spoken.setAttribute('aria-live', 'polite')
  // A window with an opener gets a copy of this window's sessionStorage, and so the token.
  const view = createElement('a', 'chrome-presenter', 'presenter view')
  view.target = 'cuecast-presenter'
  view.rel = 'opener'
  view.hidden = true
  const keys = button('sheet', '?', 'keys')
  element.append(line, keys, notice, view, take, ask, number, back, next, spoken)

  return {
    element,
    update(state) {
      setText(number, `${state.number} / ${state.total}`)
      setText(notice, state.notice)
      line.style.setProperty('--done', String(state.progress))
      next.setAttribute('aria-label', NEXT[state.next])
      next.dataset['next'] = state.next
      next.disabled = state.barred || state.next === 'end'
      take.hidden = !state.barred
      ask.hidden = state.asking === 0
      back.disabled =
        state.barred || (state.number === 1 && state.progress === 0 && state.next !== 'step')
    },
    offer(refused) {
      view.hidden = refused === null
      view.href = refused?.address ?? ''
      return refused?.why ?? ''
    },
    announce: (words) => setText(spoken, words),
  }
}
