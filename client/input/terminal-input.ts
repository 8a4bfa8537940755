import type { PaneId } from '../../core/demo/model.ts'
import type { Stop } from '../../core/base/event.ts'
import type { Ask } from './dialog.ts'
import { createKeyboardCapture } from './keyboard-capture.ts'
import { isField, type Action, type Place } from './key-bindings.ts'
import { make } from '../base/dom.ts'
import type { Search } from '../search/find-bar.ts'
import type { Stage } from '../stage/stage.ts'
import { count } from '../base/labels.ts'

/** What is a hand's affair and nothing else's; it may close what it has opened, too. */
type HandAction =
  ('capture' | 'release' | 'copy' | 'scroll-back' | 'scroll-forth') | ('find' | 'older' | 'newer')

/** What a hand does in a terminal besides pressing keys of the stage. */
export interface TerminalInput {
  readonly place: Pick<Place, 'captured' | 'searching' | 'asking' | 'marked'>
  /** Carries out what is a hand's affair; false for what is not. */
  act(action: Action): action is HandAction
  cycle(stage: Stage): PaneId | null
  /** Lets go of everything: another slide is shown. */
  release(): void
  /** Lets go of the keyboard where another window has control by now. */
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
  /** Why nothing hears what is typed next, which is no key of the stage then. */
  readonly refuse: (words: string) => void
  /** A click elsewhere: what is typed next is meant for the stage. */
  readonly left: () => void
  readonly act: (action: Action) => void
}

const NO_TERMINAL = 'there is no terminal on this slide'

export function createTerminalInput(options: TerminalInputOptions): TerminalInput {
  const { root, current, barred, tell, refuse, left, act } = options
  let ask: Ask | null = null
  let search: Search | null = null
  /** A search is on its way: what is typed meanwhile is no key of the stage. */
  let coming = false
  const capture = createKeyboardCapture({
    ...{ current, barred, tell, refuse, left },
    busy: () => ask?.open ?? false,
    taking() {
      search?.close()
      void load()
    },
  })
  /** Did the pane that is searched have the keyboard? Then it gets it back. */
  let back = false

  async function load() {
    try {
      const late = await import('./terminal-input-lazy.ts')
      return {
        late,
        ask: (ask ??= late.createAsk(root)),
        search: (search ??= late.createSearch(act)),
      }
    } catch {
      refuse('that could not be loaded: the server is gone')
      return null
    }
  }

  const marked = () => current()?.panes.find((box) => (box.view?.selected() ?? '') !== '')

  function endSearch(): void {
    const stage = current()
    const box = search?.close() ?? null
    if (back && box && stage?.panes.includes(box)) capture.hold(stage, box)
    back = false
  }
  async function find(stage: Stage): Promise<void> {
    const box = capture.meant(stage)
    if (!box) return
    back ||= capture.box === box
    capture.release()
    coming = true
    const loaded = await load()
    coming = false
    if (loaded && current() === stage) loaded.search.show(box)
  }

  async function copy(): Promise<void> {
    const text = marked()?.view?.selected() ?? ''
    if (text === '') return tell('nothing is marked: drag over the text, then Ctrl Shift C')
    try {
      await navigator.clipboard.writeText(text)
      tell(`copied ${count(text.split('\n').length, 'line')}`)
    } catch {
      tell('this browser does not let it be copied')
    }
  }
  /** The browser's own keys and menus for copying, in a terminal without the keyboard too. */
  function copied(event: ClipboardEvent): void {
    const text = marked()?.view?.selected() ?? ''
    if (
      text === '' ||
      isOwn(event.target) ||
      isField(event.target) ||
      String(getSelection()) !== ''
    )
      return
    event.clipboardData?.setData('text/plain', text)
    event.preventDefault()
    event.stopImmediatePropagation()
  }

  async function pasted(event: ClipboardEvent): Promise<void> {
    const { target } = event
    const inTerminal = target instanceof Element && target.closest('.xterm') !== null
    if (isOwn(target) || isField(target) || !(inTerminal || capture.box)) return
    event.preventDefault()
    event.stopImmediatePropagation()
    const view = capture.box?.view
    const clipboard = event.clipboardData?.getData('text/plain') ?? ''
    if (!event.isTrusted || clipboard === '') return
    // No sentence was begun, and T is what helps: it has to work at once.
    if (!view) return tell('paste goes where the keyboard is: T, then paste again')
    const pane = capture.box?.id ?? ''
    const loaded = await load()
    if (!loaded) return
    const { late, ask } = loaded
    if (clipboard.length > late.PASTE_LIMIT)
      return tell(
        `${clipboard.length} characters are too many to paste (at most ${late.PASTE_LIMIT})`,
      )
    const paste = late.readPaste(clipboard)
    const { title, note } = late.words(paste, pane)
    const yes =
      paste.plain || (await ask.ask({ title, yes: 'Paste', about: late.picture(paste), note }))
    // Only where it was meant for: a recording may have taken over meanwhile.
    if (yes && capture.box?.view === view) view.paste(paste.text)
  }
  const onPaste = (event: ClipboardEvent) => void pasted(event)
  addEventListener('paste', onPaste, { capture: true })
  addEventListener('copy', copied, { capture: true })

  async function follow(url: string): Promise<void> {
    // The filter let nothing else through; whoever wrote it, the hand sees where it leads.
    if (!/^https?:\/\//i.test(url)) return
    const about = make('p', '', url)
    const loaded = await load()
    const yes = await loaded?.ask.ask({
      title: 'Open this address in another window?',
      yes: 'Open',
      about,
    })
    // The page that opens knows nothing of us.
    if (yes === true) window.open(url, '_blank', 'noopener,noreferrer')
  }

  return {
    get place() {
      const captured = capture.box !== null
      return {
        captured,
        searching: coming || (search?.open ?? false),
        asking: ask?.open ?? false,
        marked: !!marked(),
      }
    },
    act(action): action is HandAction {
      const stage = current()
      ask?.cancel()
      // A step that begins is what the room should see.
      if (action === 'next' || action === 'back') endSearch()
      switch (action) {
        case 'capture':
          if (stage) capture.toggle(stage)
          else refuse(NO_TERMINAL)
          return true
        case 'release':
          capture.release()
          return true
        case 'find':
          if (stage) void find(stage)
          else refuse(NO_TERMINAL)
          return true
        case 'older':
        case 'newer':
          search?.step(action)
          return true
        case 'close':
          if (search?.open !== true) return false
          endSearch()
          return true
        case 'copy':
          void copy()
          return true
        case 'scroll-back':
        case 'scroll-forth':
          if (stage) capture.meant(stage)?.view?.scroll(action === 'scroll-back' ? -1 : 1)
          return true
        default:
          return false
      }
    },
    cycle: (stage) => capture.cycle(stage),
    release() {
      ask?.cancel()
      back = false
      search?.close()
      capture.release()
    },
    update() {
      if (barred() !== null) capture.release()
    },
    follow: (url) => void follow(url),
    stop() {
      removeEventListener('paste', onPaste, { capture: true })
      removeEventListener('copy', copied, { capture: true })
      search?.close()
      ask?.stop()
      capture.stop()
    },
  }
}

/** What is ours, and pastes and copies for itself. */
function isOwn(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('.find, .ask') !== null
}
