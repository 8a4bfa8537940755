import { createElement, setText } from '../base/dom.ts'
import type { Status } from '../connection/types.ts'

/** The regions of the presenter view. */
export interface PresenterFrame {
  readonly bar: HTMLElement
  readonly notes: HTMLElement
  readonly preview: HTMLElement
  readonly clock: HTMLElement
  readonly step: HTMLElement
  readonly panes: HTMLElement
  readonly coming: HTMLElement
  readonly keys: HTMLElement
  /** Says who has control. */
  status(status: Status, mine: boolean): void
  /** Says for some seconds what happened or did not. */
  tell(words: string, bad: boolean): void
}

/** Milliseconds in which a sentence can be read twice. */
const TOLD = 6_000

/** Builds the regions around the slides of the page. */
export function createFrame(): PresenterFrame {
  document.body.classList.add('presenter')
  const region = (name: string, label: string) => {
    const section = createElement('section', `pv-${name}`)
    section.setAttribute('aria-label', label)
    return section
  }
  const slides = document.querySelector<HTMLElement>('.reveal')
  if (!slides) throw new Error('invariant: the page has no .reveal')
  const bar = createElement('header', 'pv-bar')
  const who = createElement('p', 'pv-who')
  const told = createElement('p', 'pv-told')
  for (const line of [who, told]) line.setAttribute('role', 'status')
  bar.append(who, told)
  const slide = region('slide', 'The slide, as the room sees it')
  slide.append(slides)
  const step = region('step', 'What next does')
  const panes = region('panes', 'The terminals')
  const clock = region('clock', 'Time')
  const preview = region('preview', 'The next slide')
  const coming = region('coming', 'Steps to come')
  const notes = region('notes', 'Notes')
  const keys = region('keys', 'Controls')
  document.body.append(bar, slide, step, panes, clock, preview, coming, notes, keys)

  let stop: ReturnType<typeof setTimeout> | undefined
  return {
    bar,
    notes,
    preview,
    clock,
    step,
    panes,
    coming,
    keys,
    status({ at, held, why }, mine) {
      const [words, bad] =
        at === 'lost'
          ? ['the server is gone; every window goes on with the recordings', true]
          : at !== 'open'
            ? [why ?? 'looking for the server', true]
            : mine
              ? ['this window has control; the stage shows what it does', false]
              : held
                ? ['the stage has control; keys and buttons here ask it', false]
                : ['no window has the stage: open it again, or take control here', true]
      setText(who, words)
      who.dataset['bad'] = String(bad)
    },
    tell(words, bad) {
      setText(told, words)
      told.dataset['bad'] = String(bad)
      clearTimeout(stop)
      stop = setTimeout(() => setText(told, ''), TOLD)
    },
  }
}
