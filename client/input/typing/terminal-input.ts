import type { PaneId } from '../../../core/demo/model.ts'
import type { Stop } from '../../../core/base/event.ts'
import { createElement } from '../../base/dom.ts'
import type { Stage } from '../../stage/stage.ts'
import { createClipboard } from './clipboard.ts'
import { createKeyboardCapture } from './keyboard-capture.ts'
import type { Action, KeyPlace } from '../key-bindings.ts'
import { createPartsLoader } from '../parts-loader.ts'
import { createTerminalSearch } from './terminal-search.ts'

/** The actions that concern a terminal alone. `close` does too while a search is open. */
export type TerminalAction =
  ('capture' | 'release' | 'copy' | 'scroll-back' | 'scroll-forth') | ('find' | 'older' | 'newer')

/** What somebody does in a terminal by hand: type, mark, copy, paste, search, scroll, open links. */
export interface TerminalInput {
  readonly place: Pick<KeyPlace, 'captured' | 'searching' | 'asking' | 'marked'>
  /** Carries out an action in a terminal; false where it is none, and nothing was done. */
  act(action: Action): action is TerminalAction
  cycle(stage: Stage): PaneId | null
  /** Lets go of everything: another slide is shown. */
  release(): void
  /** Lets go of the keyboard if another window has control by now. */
  update(): void
  /** Asks whether an address, which may be anybody's, is to be opened. */
  readonly follow: (url: string) => void
  readonly stop: Stop
}

export interface TerminalInputOptions {
  readonly root: HTMLElement
  readonly current: () => Stage | undefined
  /** Null, or why nobody types here: this window only looks on. */
  readonly barred: () => string | null
  readonly tell: (words: string) => void
  /** Says why nothing hears what is typed next; those keys are no keys of the stage. */
  readonly refuse: (words: string) => void
  /** A click elsewhere: what is typed next is meant for the stage. */
  readonly left: () => void
  readonly act: (action: Action) => void
}

const NO_TERMINAL = 'there is no terminal on this slide'

export function createTerminalInput(options: TerminalInputOptions): TerminalInput {
  const { root, current, barred, tell, refuse, left, act } = options
  const parts = createPartsLoader(root, act, refuse)
  const capture = createKeyboardCapture({
    current,
    barred,
    tell,
    refuse,
    left,
    busy: () => parts.ask?.open ?? false,
    taking() {
      parts.search?.close()
      void parts.load()
    },
  })
  const marked = () => current()?.panes.find((box) => (box.view?.selected() ?? '') !== '')
  const clipboard = createClipboard({ capture, marked, load: parts.load, tell })
  const search = createTerminalSearch(parts, capture, current)

  async function follow(url: string): Promise<void> {
    // The sanitizer lets no other address through. Whoever wrote it, the presenter sees where it leads.
    if (!/^https?:\/\//i.test(url)) return
    const title = 'Open this address in another window?'
    const loaded = await parts.load()
    const yes = await loaded?.ask.ask({ title, yes: 'Open', about: createElement('p', '', url) })
    // The page that opens learns nothing of this one.
    if (yes === true) window.open(url, '_blank', 'noopener,noreferrer')
  }
  function scroll(pages: number): void {
    const stage = current()
    if (stage) capture.meant(stage)?.view?.scroll(pages)
  }
  /** Does this with the stage on the slide, or says that there is none. */
  function onStage(run: (stage: Stage) => void): void {
    const stage = current()
    if (stage) run(stage)
    else refuse(NO_TERMINAL)
  }
  const actions: Readonly<Record<TerminalAction, () => void>> = {
    capture: () => onStage((stage) => capture.toggle(stage)),
    release: () => capture.release(),
    find: () => onStage((stage) => void search.find(stage)),
    older: () => search.step('older'),
    newer: () => search.step('newer'),
    copy: () => void clipboard.copy(),
    'scroll-back': () => scroll(-1),
    'scroll-forth': () => scroll(1),
  }
  const isOurs = (action: Action): action is TerminalAction => action in actions

  return {
    get place() {
      return {
        captured: capture.box !== null,
        searching: search.on,
        asking: parts.ask?.open ?? false,
        marked: marked() !== undefined,
      }
    },
    act(action): action is TerminalAction {
      parts.ask?.cancel()
      // A step that begins is what the room should see.
      if (action === 'next' || action === 'back') search.end()
      if (action === 'close') {
        if (parts.search?.open !== true) return false
        search.end()
        return true
      }
      if (!isOurs(action)) return false
      actions[action]()
      return true
    },
    cycle: (stage) => capture.cycle(stage),
    release() {
      parts.ask?.cancel()
      search.drop()
      capture.release()
    },
    update() {
      if (barred() !== null) capture.release()
    },
    follow: (url) => void follow(url),
    stop() {
      clipboard.stop()
      parts.stop()
      capture.stop()
    },
  }
}
