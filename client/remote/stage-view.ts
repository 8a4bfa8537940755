import type { RemoteView } from '../../core/protocol/remote-messages.ts'
import { createElement, setText } from '../base/dom.ts'
import { lightKind, lightWords, WOULD } from './labels.ts'

/** What the next press does: its headline, whether it runs live or is replayed, and its commands. */
export function createNextCard() {
  const element = createElement('section', 'card')
  const head = createElement('h2', 'head')
  const would = createElement('p', 'would')
  would.setAttribute('role', 'status')
  const caption = createElement('p', 'caption')
  const commands = createElement('div', 'commands')
  const what = createElement('div', 'what')
  what.append(caption, commands)
  element.append(head, would, what)
  return {
    element,
    show(next: RemoteView['next'], headline: string): void {
      setText(head, headline)
      setText(would, markOf(next))
      would.dataset['would'] = next.would ?? ''
      setText(caption, next.caption ?? '')
      showCommands(commands, next.commands)
    },
  }
}

/** Whether the next step would run live or be replayed, in words; empty where that says nothing. */
export const markOf = ({ would }: RemoteView['next']): string =>
  would === undefined ? '' : WOULD[would]

function showCommands(box: HTMLElement, commands: RemoteView['next']['commands']): void {
  const items = commands.map(({ pane, text }) => {
    const item = createElement('p', 'command')
    if (commands.length > 1) item.append(createElement('span', 'command-pane', pane))
    item.append(createElement('code', '', text))
    return item
  })
  replace(box, items)
}

/** The lights of the panes: what each of them does now. */
export function createLights() {
  const element = createElement('ul', 'lights')
  element.setAttribute('aria-label', 'Panes')
  return {
    element,
    show(lights: RemoteView['lights']): void {
      const items = lights.map((light) => {
        const item = createElement('li', 'light')
        item.dataset['kind'] = lightKind(light)
        const words = createElement('span', 'light-words', lightWords(light))
        item.append(createElement('span', 'light-pane', light.pane), words)
        return item
      })
      replace(element, items)
    },
  }
}

/** Replaces the items only where they differ, so that a screen reader keeps its place. */
function replace(box: HTMLElement, items: readonly HTMLElement[]): void {
  const same =
    box.children.length === items.length &&
    items.every((item, i) => item.isEqualNode(box.children[i] ?? null))
  if (!same) box.replaceChildren(...items)
  box.hidden = items.length === 0
}
