import type { PaneId } from '../core/demo.ts'
import type { Stop } from '../core/event.ts'
import { createAsk } from './ask.ts'
import { createCapture } from './capture.ts'
import { isField, type Action, type Place } from './keys.ts'
import { make } from './make.ts'
import { PASTE_LIMIT, readPaste, type Paste } from './paste.ts'
import { createSearch } from './search.ts'
import type { Stage } from './stage.ts'
import { count } from './words.ts'

/** What is a hand's affair and nothing else's; it may close what it has opened, too. */
type HandAction =
  ('capture' | 'release' | 'copy' | 'scroll-back' | 'scroll-forth') | ('find' | 'older' | 'newer')

/** What a hand does in a terminal besides pressing keys of the stage. */
export interface Hand {
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

export interface HandOptions {
  readonly root: HTMLElement
  readonly current: () => Stage | undefined
  /** Null, or why nobody types here: this window only looks on. */
  readonly barred: () => string | null
  readonly tell: (words: string) => void
  readonly act: (action: Action) => void
}

export function createHand({ root, current, barred, tell, act }: HandOptions): Hand {
  const ask = createAsk(root)
  const search = createSearch(act)
  const capture = createCapture({
    ...{ current, barred, tell },
    busy: () => ask.open,
    taking: () => void search.close(),
  })
  /** Did the pane that is searched have the keyboard? Then it gets it back. */
  let back = false

  const marked = () => current()?.panes.find((box) => (box.view?.selected() ?? '') !== '')

  function endSearch(): void {
    const stage = current()
    const box = search.close()
    if (back && box && stage?.panes.includes(box)) capture.hold(stage, box)
    back = false
  }
  function find(stage: Stage): void {
    const box = capture.meant(stage)
    if (!box) return
    back ||= capture.box === box
    capture.release()
    search.show(box)
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
    if (!view) return tell('paste goes where the keyboard is: T, then paste again')
    if (clipboard.length > PASTE_LIMIT)
      return tell(`${clipboard.length} characters are too many to paste (at most ${PASTE_LIMIT})`)
    const paste = readPaste(clipboard)
    if (paste.plain) return view.paste(paste.text)
    const { title, note } = words(paste, capture.box?.id ?? '')
    const yes = await ask.ask({ title, yes: 'Paste', about: picture(paste), note })
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
    const yes = await ask.ask({ title: 'Open this address in another window?', yes: 'Open', about })
    // The page that opens knows nothing of us.
    if (yes) window.open(url, '_blank', 'noopener,noreferrer')
  }

  return {
    get place() {
      const captured = capture.box !== null
      return { captured, searching: search.open, asking: ask.open, marked: !!marked() }
    },
    act(action): action is HandAction {
      const stage = current()
      if (ask.open) ask.cancel()
      // A step that begins is what the room should see.
      if (action === 'next' || action === 'back') endSearch()
      switch (action) {
        case 'capture':
          if (stage) capture.toggle(stage)
          return true
        case 'release':
          capture.release()
          return true
        case 'find':
          if (stage) find(stage)
          return true
        case 'older':
        case 'newer':
          search.step(action)
          return true
        case 'close':
          if (!search.open) return false
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
      ask.cancel()
      back = false
      search.close()
      capture.release()
    },
    update() {
      if (barred() !== null) capture.release()
    },
    follow: (url) => void follow(url),
    stop() {
      removeEventListener('paste', onPaste, { capture: true })
      removeEventListener('copy', copied, { capture: true })
      search.close()
      ask.stop()
      capture.stop()
    },
  }
}

/** What is ours, and pastes and copies for itself. */
function isOwn(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('.find, .ask') !== null
}

function words({ lines, left, shown }: Paste, pane: string): { title: string; note: string } {
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

/** The text as it will arrive, with what nobody would see made visible. */
function picture({ shown }: Paste): HTMLElement {
  const about = make('pre')
  for (const { text, kind } of shown) {
    about.append(make('span', `paste-${kind}`, text))
    if (kind === 'end') about.append('\n')
  }
  return about
}
