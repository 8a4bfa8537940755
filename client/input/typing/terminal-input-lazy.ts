import { createElement } from '../../base/dom.ts'
import type { Paste } from './paste.ts'
import { count } from '../../base/labels.ts'

/** What is needed in a terminal now and then: loaded when one is first typed into, and not with the deck. */
export { createAsk } from '../dialog.ts'
export { PASTE_LIMIT, readPaste } from './paste.ts'
export { createSearch } from '../../search/find-bar.ts'

/** The question that is asked before a paste. */
export function words(
  { lines, left, shown }: Paste,
  pane: string,
): { title: string; note: string } {
  const runs = shown.some(({ kind }) => kind === 'end')
  return {
    title: `Paste ${lines > 1 ? count(lines, 'line') : 'this'} into ${pane}?`,
    note: [
      runs ? 'At a prompt, each ⏎ runs what stands before it.' : '',
      left > 0 ? `${count(left, 'control character')}, marked, will be left out.` : '',
    ]
      .filter((words) => words !== '')
      .join(' '),
  }
}

/** The text as it will be pasted, with the characters that nobody would see made visible. */
export function picture({ shown }: Paste): HTMLElement {
  const about = createElement('pre')
  for (const { text, kind } of shown) {
    about.append(createElement('span', `paste-${kind}`, text))
    if (kind === 'end') about.append('\n')
  }
  return about
}
