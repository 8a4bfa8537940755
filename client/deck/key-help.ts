import { RELEASE } from '../input/key-bindings.ts'
import { createElement } from '../base/dom.ts'

/** The keys on stage, for people. */
const KEYS: readonly (readonly [string, string])[] = [
  ['→  Space  PageDown  N', 'next: perform the step, or show the next slide'],
  ['←  PageUp  P', 'back'],
  ['↑  ↓', 'in a flag map: the flag before, the flag after'],
  ['F', 'fall back now: the recording takes over, until L'],
  ['L', 'live ⇄ replay'],
  ['R', 'rescue: a fresh shell, and this step again'],
  ['K', 'skip the next step'],
  ['T', 'type into the terminal by hand, as a click on it does'],
  [RELEASE, 'let go of the keyboard (Ctrl W, N and T stay with the browser)'],
  ['Ctrl Shift V', 'paste; more than one plain line is shown first'],
  ['Ctrl Shift C', 'copy what is marked'],
  ['Ctrl Shift F  /', 'find in the terminal: Enter older, Shift Enter newer, Esc'],
  ['Shift PageUp  Shift PageDown', 'scroll the terminal, as the wheel does'],
  ['+  −', 'size of text'],
  ['<  >', 'replay slower, faster'],
  ['[  ]', 'replay: 5 seconds back, 5 seconds forward'],
  ['M', 'one terminal alone, the next one, all again'],
  ['Esc  O', 'all slides'],
  ['B  .', 'black screen'],
  ['D', 'dark ⇄ light'],
  ['S', 'the presenter view, in a window of its own'],
  ['?', 'this sheet'],
]

export interface KeyHelp {
  readonly open: boolean
  toggle(on?: boolean): void
}

export function createKeyHelp(root: HTMLElement): KeyHelp {
  const sheet = createElement('div', 'sheet')
  sheet.setAttribute('role', 'dialog')
  sheet.setAttribute('aria-label', 'Keys')
  sheet.hidden = true
  const card = createElement('div', 'sheet-card')
  const list = createElement('dl')
  for (const [keys, does] of KEYS) {
    const term = createElement('dt')
    for (const key of keys.split('  ')) term.append(createElement('kbd', '', key))
    list.append(term, createElement('dd', '', does))
  }
  card.append(createElement('h2', '', 'Keys'), list, createElement('p', '', 'Any key closes this.'))
  sheet.append(card)
  sheet.addEventListener('click', () => toggle(false))
  root.append(sheet)

  function toggle(on = sheet.hidden): void {
    sheet.hidden = !on
  }
  return {
    get open() {
      return !sheet.hidden
    },
    toggle,
  }
}
