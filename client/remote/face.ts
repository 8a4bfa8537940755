import type { Ms } from '../../core/base/event.ts'
import type { RemoteAction, RemoteView } from '../../core/protocol/remote-messages.ts'
import { make, say } from '../base/dom.ts'
import { button, createPressButton } from './button.ts'
import type { LinkState } from './link.ts'
import { createPairing } from './pairing.ts'
import { clockTime, lightKind, lightWords, nextWords, remaining, WOULD } from './labels.ts'

/** What a hand can do on the phone. */
export type Touch = RemoteAction | 'timer' | 'reset' | 'again'

export interface FaceEvents {
  /** `seen`: of a press, the place that was shown when the thumb came down. */
  touch(what: Touch, seen?: string): void
  /** A press that could not be asked for, and why. */
  missed(what: RemoteAction, why: string): void
  pin(text: string): void
}

export interface Face {
  readonly element: HTMLElement
  /** `now` on this page's clock; the sentence about the last press, which may be empty. */
  show(state: LinkState, now: Ms, said: string): void
  /** Only the time. */
  tick(state: LinkState, now: Ms): void
}

/** Everything a phone shows. Words from elsewhere reach it as text and never as markup. */
export function createFace(on: FaceEvents): Face {
  /** The place that is shown. */
  let seen: string | undefined
  const presser = (name: string, text: string, what: () => RemoteAction) =>
    createPressButton({
      ...{ name, text, shown: () => ({ action: what(), seen }) },
      press: ({ action, seen }) => {
        if (action === 'rescue') ask(false)
        on.touch(action, seen)
      },
      missed: ({ action }, why) => on.missed(action, why),
    })
  const element = make('div', 'face')
  const pairing = createPairing((text) => on.pin(text))
  const desk = make('div', 'desk')
  const bar = make('header', 'bar')
  const deck = make('h1', 'deck')
  const slide = make('p', 'slide')
  const line = make('p', 'line')
  line.setAttribute('role', 'status')
  bar.append(deck, slide, line)

  const time = make('div', 'time')
  const elapsed = make('p', 'elapsed')
  const left = make('p', 'left')
  const timer = button('timer', () => on.touch('timer'))
  const reset = button('reset', () => on.touch('reset'), 'Reset')
  time.append(elapsed, left, timer, reset)

  const lights = make('ul', 'lights')
  lights.setAttribute('aria-label', 'Panes')
  const card = make('section', 'card')
  const head = make('h2', 'head')
  const would = make('p', 'would')
  would.setAttribute('role', 'status')
  const caption = make('p', 'caption')
  const commands = make('div', 'commands')
  const what = make('div', 'what')
  what.append(caption, commands)
  card.append(head, would, what)
  const trouble = make('p', 'trouble')
  trouble.setAttribute('role', 'status')

  const extra = make('div', 'extra')
  let mode: 'fallback' | 'toggle' = 'fallback'
  const fallback = presser('fallback', '', () => mode)
  const rescue = button('rescue', () => ask(true), 'Rescue…')
  const sure = make('div', 'sure')
  sure.setAttribute('role', 'group')
  sure.setAttribute('aria-label', 'Rescue')
  const question = make('p', '', 'Fresh shell, setup, this step again?')
  const no = button('no', () => ask(false), 'No')
  const yes = presser('yes', 'Rescue', () => 'rescue')
  // Where the first button was is the answer no.
  sure.append(question, yes.element, no)
  extra.append(fallback.element, rescue)

  const main = make('div', 'main')
  const back = presser('back', 'Back', () => 'back')
  const next = presser('next', 'Next', () => 'next')
  main.append(back.element, next.element)
  const pressers = [next, back, fallback, yes]

  const stopped = make('div', 'stopped')
  const reason = make('p')
  stopped.append(
    reason,
    button('again', () => on.touch('again'), 'Use this one'),
  )
  desk.append(bar, time, lights, card, trouble, extra, sure, main)
  element.append(pairing.element, desk, stopped)
  sure.hidden = true

  /** A pocket presses once; the answer is asked for in another place. */
  function ask(open: boolean): void {
    sure.hidden = !open
    extra.hidden = open
    if (open) no.focus()
  }

  function showView(view: RemoteView, open: boolean, asking: boolean): void {
    say(deck, view.deck || 'Cuecast')
    say(slide, view.slide ? `${view.slide.number} / ${view.slide.total}` : '')
    const words = nextWords(view.next)
    say(head, words.head)
    const mark = view.next.would === undefined ? '' : WOULD[view.next.would]
    say(would, mark)
    would.dataset['would'] = view.next.would ?? ''
    say(caption, view.next.caption ?? '')
    showCommands(commands, view.next.commands)
    showLights(lights, view.lights)
    const can = open && !asking && view.place !== null
    seen = view.place ?? undefined
    say(next.element, words.button)
    next.element.dataset['does'] = view.next.does
    rename(next.element, [words.head || words.button, mark].filter(Boolean).join('. '))
    next.element.disabled = !can || IDLE.has(view.next.does)
    back.element.disabled = !can || !view.can.back
    mode = view.can.live ? 'toggle' : 'fallback'
    say(fallback.element, mode === 'toggle' ? 'Go live' : 'Fall back now')
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
    say(elapsed, clockTime(total))
    elapsed.dataset['hours'] = String(total >= HOUR)
    const rest = remaining(total, planned)
    say(left, rest?.words ?? '')
    left.dataset['over'] = String(rest?.over ?? false)
    say(timer, running ? 'Pause' : total > 0 ? 'Go on' : 'Start')
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
      if (state.at === 'stopped') say(reason, state.why)
      if (state.at !== 'open' && state.at !== 'lost') return
      say(line, state.at === 'open' ? `remote ${state.remote}` : 'reconnecting…')
      if (state.view)
        showView(state.view, state.at === 'open', state.at === 'open' && state.asking !== null)
      const words =
        state.at === 'lost' ? 'No connection to the laptop. Nothing you press now is sent.' : said
      say(trouble, words || (state.view?.trouble ?? ''))
      trouble.hidden = trouble.textContent === ''
      tick(state, now)
      // At the very end: what a thumb is told is shown by a show of its own.
      for (const one of pressers) one.look(missing(state))
    },
  }
}

const HOUR: Ms = 3_600_000

/** Names it for a screen reader, which hears of a change alone. */
function rename(element: HTMLElement, name: string): void {
  if (element.ariaLabel !== name) element.ariaLabel = name
}

/** Why a button is dead that was alive when it was touched. */
function missing(state: LinkState): string {
  if (state.at !== 'open') return 'there is no connection'
  return state.asking === null ? 'the stage has moved on' : 'one press at a time'
}

/** What *next* cannot do anything about. */
const IDLE: ReadonlySet<RemoteView['next']['does']> = new Set(['busy', 'end', 'nothing'])

function showLights(list: HTMLElement, lights: RemoteView['lights']): void {
  const items = lights.map((light) => {
    const item = make('li', 'light')
    item.dataset['kind'] = lightKind(light)
    const words = make('span', 'light-words', lightWords(light))
    item.append(make('span', 'light-pane', light.pane), words)
    return item
  })
  replace(list, items)
}

function showCommands(box: HTMLElement, commands: RemoteView['next']['commands']): void {
  const items = commands.map(({ pane, text }) => {
    const item = make('p', 'command')
    if (commands.length > 1) item.append(make('span', 'command-pane', pane))
    item.append(make('code', '', text))
    return item
  })
  replace(box, items)
}

/** Only where they differ, so that a screen reader is not sent back to the beginning. */
function replace(box: HTMLElement, items: readonly HTMLElement[]): void {
  const same =
    box.children.length === items.length &&
    items.every((item, i) => item.isEqualNode(box.children[i] ?? null))
  if (!same) box.replaceChildren(...items)
  box.hidden = items.length === 0
}
