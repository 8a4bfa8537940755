import type { Ms } from '../../core/base/event.ts'
import type { RemoteAction, RemoteView } from '../../core/protocol/remote-messages.ts'
import { createElement, setText } from '../base/dom.ts'
import { button, createPressButton } from './button.ts'
import type { LinkState } from './link.ts'
import { createPairing } from './pairing.ts'
import { clockTime, lightKind, lightWords, nextWords, remaining, WOULD } from './labels.ts'

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
  /** The state of the stage that is shown. */
  let seen: string | undefined
  const presser = (name: string, text: string, what: () => RemoteAction) =>
    createPressButton({
      name,
      text,
      shown: () => ({ action: what(), seen }),
      press: ({ action, seen }) => {
        if (action === 'rescue') ask(false)
        on.touch(action, seen)
      },
      missed: ({ action }, why) => on.missed(action, why),
    })
  const element = createElement('div', 'face')
  const pairing = createPairing((text) => on.pin(text))
  const desk = createElement('div', 'desk')
  const bar = createElement('header', 'bar')
  const deck = createElement('h1', 'deck')
  const slide = createElement('p', 'slide')
  const line = createElement('p', 'line')
  line.setAttribute('role', 'status')
  bar.append(deck, slide, line)

  const time = createElement('div', 'time')
  const elapsed = createElement('p', 'elapsed')
  const left = createElement('p', 'left')
  const timer = button('timer', () => on.touch('timer'))
  const reset = button('reset', () => on.touch('reset'), 'Reset')
  time.append(elapsed, left, timer, reset)

  const lights = createElement('ul', 'lights')
  lights.setAttribute('aria-label', 'Panes')
  const card = createElement('section', 'card')
  const head = createElement('h2', 'head')
  const would = createElement('p', 'would')
  would.setAttribute('role', 'status')
  const caption = createElement('p', 'caption')
  const commands = createElement('div', 'commands')
  const what = createElement('div', 'what')
  what.append(caption, commands)
  card.append(head, would, what)
  const trouble = createElement('p', 'trouble')
  trouble.setAttribute('role', 'status')

  const extra = createElement('div', 'extra')
  let mode: 'fallback' | 'toggle' = 'fallback'
  const fallback = presser('fallback', '', () => mode)
  const rescue = button('rescue', () => ask(true), 'Rescue…')
  const sure = createElement('div', 'sure')
  sure.setAttribute('role', 'group')
  sure.setAttribute('aria-label', 'Rescue')
  const question = createElement('p', '', 'Fresh shell, setup, this step again?')
  const no = button('no', () => ask(false), 'No')
  const yes = presser('yes', 'Rescue', () => 'rescue')
  // The answer no takes the place of the first button, so that a second tap does nothing.
  sure.append(question, yes.element, no)
  extra.append(fallback.element, rescue)

  const main = createElement('div', 'main')
  const back = presser('back', 'Back', () => 'back')
  const next = presser('next', 'Next', () => 'next')
  main.append(back.element, next.element)
  const pressers = [next, back, fallback, yes]

  const stopped = createElement('div', 'stopped')
  const reason = createElement('p')
  stopped.append(
    reason,
    button('again', () => on.touch('again'), 'Use this one'),
  )
  desk.append(bar, time, lights, card, trouble, extra, sure, main)
  element.append(pairing.element, desk, stopped)
  sure.hidden = true

  /** Asks before a rescue, with the answer in another place: a pocket may press once. */
  function ask(open: boolean): void {
    sure.hidden = !open
    extra.hidden = open
    if (open) no.focus()
  }

  function showView(view: RemoteView, open: boolean, asking: boolean): void {
    setText(deck, view.deck || 'Cuecast')
    setText(slide, view.slide ? `${view.slide.number} / ${view.slide.total}` : '')
    const words = nextWords(view.next)
    setText(head, words.head)
    const mark = view.next.would === undefined ? '' : WOULD[view.next.would]
    setText(would, mark)
    would.dataset['would'] = view.next.would ?? ''
    setText(caption, view.next.caption ?? '')
    showCommands(commands, view.next.commands)
    showLights(lights, view.lights)
    const can = open && !asking && view.place !== null
    seen = view.place ?? undefined
    setText(next.element, words.button)
    next.element.dataset['does'] = view.next.does
    rename(next.element, [words.head || words.button, mark].filter(Boolean).join('. '))
    next.element.disabled = !can || IDLE.has(view.next.does)
    back.element.disabled = !can || !view.can.back
    mode = view.can.live ? 'toggle' : 'fallback'
    setText(fallback.element, mode === 'toggle' ? 'Go live' : 'Fall back now')
    fallback.element.disabled = !can || !(view.can.fallback || view.can.live)
    rescue.disabled = !can || !view.can.rescue
    yes.element.disabled = rescue.disabled
    if (!view.can.rescue || !open) ask(false)
    timer.disabled = !open
    reset.disabled = !open
  }

  function tick(state: LinkState, now: Ms): void {
    const view = 'view' in state ? state.view : null
    if (!view) return
    const { running, planned } = view.timer
    const since = state.at === 'open' && running ? now - state.since : 0
    const total = view.timer.elapsed + since
    setText(elapsed, clockTime(total))
    elapsed.dataset['hours'] = String(total >= HOUR)
    const rest = remaining(total, planned)
    setText(left, rest?.words ?? '')
    left.dataset['over'] = String(rest?.over ?? false)
    setText(timer, running ? 'Pause' : total > 0 ? 'Go on' : 'Start')
    rename(timer, `${timer.textContent} the timer`)
    const useless = running || total === 0
    if (reset.hidden !== useless) reset.hidden = useless
  }

  return {
    element,
    tick,
    show(state, now, said) {
      element.dataset['at'] = state.at
      pairing.show(state)
      desk.hidden = state.at !== 'open' && state.at !== 'lost'
      stopped.hidden = state.at !== 'stopped'
      if (state.at === 'stopped') setText(reason, state.why)
      if (state.at !== 'open' && state.at !== 'lost') return
      setText(line, state.at === 'open' ? `remote ${state.remote}` : 'reconnecting…')
      if (state.view)
        showView(state.view, state.at === 'open', state.at === 'open' && state.asking !== null)
      const words =
        state.at === 'lost' ? 'No connection to the laptop. Nothing you press now is sent.' : said
      setText(trouble, words || (state.view?.trouble ?? ''))
      trouble.hidden = trouble.textContent === ''
      tick(state, now)
      // At the very end, because a missed touch calls show again.
      for (const one of pressers) one.look(missing(state))
    },
  }
}

const HOUR: Ms = 3_600_000

/** Sets the name for a screen reader only where it changes, so that it is not read twice. */
function rename(element: HTMLElement, name: string): void {
  if (element.ariaLabel !== name) element.ariaLabel = name
}

/** Why a button is disabled that was enabled when it was touched. */
function missing(state: LinkState): string {
  if (state.at !== 'open') return 'there is no connection'
  return state.asking === null ? 'the stage has moved on' : 'one press at a time'
}

/** The states in which *next* does nothing. */
const IDLE: ReadonlySet<RemoteView['next']['does']> = new Set(['busy', 'end', 'nothing'])

function showLights(list: HTMLElement, lights: RemoteView['lights']): void {
  const items = lights.map((light) => {
    const item = createElement('li', 'light')
    item.dataset['kind'] = lightKind(light)
    const words = createElement('span', 'light-words', lightWords(light))
    item.append(createElement('span', 'light-pane', light.pane), words)
    return item
  })
  replace(list, items)
}

function showCommands(box: HTMLElement, commands: RemoteView['next']['commands']): void {
  const items = commands.map(({ pane, text }) => {
    const item = createElement('p', 'command')
    if (commands.length > 1) item.append(createElement('span', 'command-pane', pane))
    item.append(createElement('code', '', text))
    return item
  })
  replace(box, items)
}

/** Replaces the items only where they differ, so that a screen reader keeps its place. */
function replace(box: HTMLElement, items: readonly HTMLElement[]): void {
  const same =
    box.children.length === items.length &&
    items.every((item, i) => item.isEqualNode(box.children[i] ?? null))
  if (!same) box.replaceChildren(...items)
  box.hidden = items.length === 0
}
