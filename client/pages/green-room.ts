import '../styles/green-room.css'
import type { DeckHealth, DemoHealth, Finding, StepHealth, Word } from '../../core/health/health.ts'
import { createElement, setText } from '../base/dom.ts'
import { pageInfo } from '../base/page-data.ts'
import { connect } from '../connection/connect.ts'

/** The green room: it asks for the health of the deck, shows it, and asks again at a press. */
const { deck } = pageInfo()
const connection = connect('mirror')
const find = <T extends HTMLElement>(selector: string): T => {
  const found = document.querySelector<T>(selector)
  if (!found) throw new Error(`invariant: the green room lacks ${selector}`)
  return found
}
const verdict = find('.verdict')
const button = find<HTMLButtonElement>('.check')
const when = find('.when')
const findings = find('ul.findings')
const demos = find('.demos')

button.addEventListener('click', look)
connection.onStatus(({ at, why }) => {
  if (at === 'lost' || at === 'refused') {
    button.disabled = true
    setText(verdict, why ?? '')
  }
})
connection.onWelcome(look)
connection.onHealth((health) => {
  if (health.deck === deck) show(health)
})

function look(): void {
  // The button is only dimmed and not disabled, so that it keeps the focus.
  button.setAttribute('aria-disabled', 'true')
  button.disabled = false
  document.documentElement.dataset['looking'] = 'true'
  setText(verdict, 'Looking: this takes a few seconds…')
  connection.check(deck)
}

function show(health: DeckHealth): void {
  button.removeAttribute('aria-disabled')
  button.disabled = false
  delete document.documentElement.dataset['looking']
  document.documentElement.dataset['word'] = health.word
  setText(verdict, sentence(health.summary))
  setText(when, `Checked at ${new Date(health.checked).toLocaleTimeString()}`)
  findings.hidden = health.findings.length === 0
  findings.replaceChildren(...health.findings.map(item))
  // What somebody has opened or shut stays open or shut.
  const open = new Map(
    [...demos.querySelectorAll('details')].map((one) => [
      one.dataset['demo'],
      one.dataset['touched'] === 'true' ? one.open : undefined,
    ]),
  )
  demos.replaceChildren(...health.demos.map((demo) => part(demo, open.get(demo.demo))))
}

const sentence = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`

/** The part of one demo, which is shut if all is well. */
function part(demo: DemoHealth, wanted: boolean | undefined): HTMLElement {
  const details = createElement('details', 'demo')
  details.dataset['demo'] = demo.demo
  const calm = demo.findings.length === 0 && demo.steps.every((step) => step.findings.length === 0)
  details.open = wanted ?? (demo.word !== 'live' || !calm)
  const summary = createElement('summary')
  summary.addEventListener('click', () => (details.dataset['touched'] = 'true'))
  const name = createElement('h2', '', demo.title)
  summary.append(badge(demo.word), name, createElement('span', 'meta', count(demo.steps)))
  details.append(summary)
  if (demo.findings.length > 0) {
    const list = createElement('ul', 'findings')
    list.append(...demo.findings.map(item))
    details.append(list)
  }
  if (demo.steps.length > 0) details.append(table(demo))
  return details
}

function count(steps: readonly StepHealth[]): string {
  const live = steps.filter(({ word }) => word === 'live').length
  return `${live} of ${steps.length} ${steps.length === 1 ? 'step' : 'steps'} live`
}

function table({ title, steps }: DemoHealth): HTMLElement {
  const element = createElement('table')
  const caption = createElement('caption', 'unseen', `The steps of ${title}`)
  const head = createElement('tr')
  for (const text of ['Step', 'Here', 'Why, and what to do']) {
    const cell = createElement('th', '', text)
    cell.scope = 'col'
    head.append(cell)
  }
  const top = createElement('thead')
  top.append(head)
  const body = createElement('tbody')
  body.append(...steps.map(row))
  element.append(caption, top, body)
  return element
}

function row({ step, word, findings: found }: StepHealth): HTMLElement {
  const line = createElement('tr')
  line.dataset['step'] = step
  const name = createElement('th', '', step)
  name.scope = 'row'
  const here = createElement('td')
  here.append(badge(word))
  const why = createElement('td')
  if (found.length > 0) {
    const list = createElement('ul', 'findings')
    list.append(...found.map(item))
    why.append(list)
  }
  line.append(name, here, why)
  return line
}

/** The word, which has a shape of its own because not everybody tells the colours apart. */
function badge(word: Word): HTMLElement {
  const element = createElement('span', 'word', word)
  element.dataset['word'] = word
  return element
}

function item({ costs, why, todo }: Finding): HTMLElement {
  const line = createElement('li')
  line.dataset['costs'] = costs
  line.append(createElement('span', 'why', why))
  if (todo !== undefined) line.append(' ', createElement('span', 'todo', todo))
  return line
}
