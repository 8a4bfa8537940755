import type { Ms } from '../../core/base/event.ts'
import type { RemoteAction, RemoteView } from '../../core/protocol/remote-messages.ts'
import { createElement, setText } from '../base/dom.ts'
import { button, createPressButton, rename } from './button.ts'
import { nextWords } from './labels.ts'
import type { LinkState } from './link.ts'
import { createPairing } from './pairing.ts'
import { createRescue } from './rescue.ts'
import { createLights, createNextCard, markOf } from './stage-view.ts'
import { createTimerRow } from './timer.ts'

/** What can be touched on the phone. */
export type Touch = RemoteAction | 'timer' | 'reset' | 'again'

export interface FaceEvents {
  /** `seen`: for a press, the state of the stage that was shown when the thumb came down. */
  touch(what: Touch, seen?: string): void
  /** A press that could not be asked for, and why. */
  missed(what: RemoteAction, why: string): void
  pin(text: string): void
}

export interface Face {
  readonly element: HTMLElement
  /** `now` on this page's clock; the sentence about the last press, which may be empty. */
  show(state: LinkState, now: Ms, said: string): void
  /** Shows the time alone. */
  tick(state: LinkState, now: Ms): void
}

/** Everything that a phone shows. Words from elsewhere reach it as text and never as markup. */
export function createFace(on: FaceEvents): Face {
  const element = createElement('div', 'face')
  const pairing = createPairing((text) => on.pin(text))
  const desk = createDesk(on)
  const stopped = createElement('div', 'stopped')
  const reason = createElement('p')
  const again = button('again', () => on.touch('again'), 'Use this one')
  stopped.append(reason, again)
  element.append(pairing.element, desk.element, stopped)

  return {
    element,
    tick: desk.tick,
    show(state, now, said) {
      element.dataset['at'] = state.at
      pairing.show(state)
      desk.element.hidden = state.at !== 'open' && state.at !== 'lost'
      stopped.hidden = state.at !== 'stopped'
      if (state.at === 'stopped') setText(reason, state.why)
      if (state.at === 'open' || state.at === 'lost') desk.show(state, now, said)
    },
  }
}

/** What a paired phone shows: the stage, the timer and the buttons. */
function createDesk(on: FaceEvents) {
  /** The state of the stage that is shown. */
  let seen: string | undefined
  const presser = (name: string, text: string, what: () => RemoteAction) =>
    createPressButton({
      name,
      text,
      shown: () => ({ action: what(), seen }),
      press: ({ action, seen }) => {
        if (action === 'rescue') rescue.shut()
        on.touch(action, seen)
      },
      missed: ({ action }, why) => on.missed(action, why),
    })
  const bar = createBar()
  const timer = createTimerRow((what) => on.touch(what))
  const lights = createLights()
  const card = createNextCard()
  const trouble = createElement('p', 'trouble')
  trouble.setAttribute('role', 'status')
  const rescue = createRescue(presser)
  const main = createElement('div', 'main')
  const back = presser('back', 'Back', () => 'back')
  const next = presser('next', 'Next', () => 'next')
  main.append(back.element, next.element)
  const pressers = [next, back, ...rescue.pressers]
  const element = createElement('div', 'desk')
  element.append(bar.element, timer.element, lights.element, card.element)
  element.append(trouble, rescue.element, rescue.question, main)

  function showView(view: RemoteView, open: boolean, asking: boolean): void {
    bar.show(view)
    const words = nextWords(view.next)
    card.show(view.next, words.head)
    lights.show(view.lights)
    seen = view.place ?? undefined
    const can = open && !asking && view.place !== null
    setText(next.element, words.button)
    next.element.dataset['does'] = view.next.does
    rename(
      next.element,
      [words.head || words.button, markOf(view.next)].filter((part) => part !== '').join('. '),
    )
    next.element.disabled = !can || IDLE.has(view.next.does)
    back.element.disabled = !can || !view.can.back
    rescue.show(view, open, can)
    timer.enable(open)
  }

  return {
    element,
    tick: timer.tick,
    show(state: LinkState & { at: 'open' | 'lost' }, now: Ms, said: string): void {
      const open = state.at === 'open'
      bar.say(open ? `remote ${state.remote}` : 'reconnecting…')
      if (state.view) showView(state.view, open, open && state.asking !== null)
      const words = open ? said : 'No connection to the laptop. Nothing you press now is sent.'
      setText(trouble, words || (state.view?.trouble ?? ''))
      trouble.hidden = trouble.textContent === ''
      timer.tick(state, now)
      // At the very end, because a missed touch calls show again.
      for (const one of pressers) one.look(missing(state))
    },
  }
}

/** The top of the page: the deck, its slide, and the state of the connection. */
function createBar() {
  const element = createElement('header', 'bar')
  const deck = createElement('h1', 'deck')
  const slide = createElement('p', 'slide')
  const line = createElement('p', 'line')
  line.setAttribute('role', 'status')
  element.append(deck, slide, line)
  return {
    element,
    show(view: RemoteView): void {
      setText(deck, view.deck || 'Cuecast')
      setText(slide, view.slide ? `${view.slide.number} / ${view.slide.total}` : '')
    },
    say: (words: string) => setText(line, words),
  }
}

/** Why a button is disabled that was enabled when it was touched. */
function missing(state: LinkState): string {
  if (state.at !== 'open') return 'there is no connection'
  return state.asking === null ? 'the stage has moved on' : 'one press at a time'
}

/** The states in which *next* does nothing. */
const IDLE: ReadonlySet<RemoteView['next']['does']> = new Set(['busy', 'end', 'nothing'])
