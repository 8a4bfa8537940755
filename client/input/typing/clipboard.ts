import type { PaneId } from '../../../core/demo/model.ts'
import type { Stop } from '../../../core/base/event.ts'
import { count } from '../../base/labels.ts'
import type { PaneBox } from '../../stage/pane.ts'
import type { View } from '../../terminal/view.ts'
import { isField } from '../key-bindings.ts'
import type { KeyboardCapture } from './keyboard-capture.ts'
import type { PartsLoader } from '../parts-loader.ts'

/** Copies out of terminals and pastes into the one with the keyboard, never without a press. */
export interface Clipboard {
  /** Copies what is marked. */
  copy(): Promise<void>
  readonly stop: Stop
}

export interface ClipboardOptions {
  readonly capture: Pick<KeyboardCapture, 'box'>
  /** The pane in which text is marked. */
  readonly marked: () => PaneBox | undefined
  readonly load: PartsLoader['load']
  readonly tell: (words: string) => void
}

export function createClipboard({ capture, marked, load, tell }: ClipboardOptions): Clipboard {
  const markedText = () => marked()?.view?.selected() ?? ''

  /** Hears the browser's own keys and menus for copying, in a terminal without the keyboard too. */
  function onCopy(event: ClipboardEvent): void {
    const text = markedText()
    const elsewhere = isOwn(event.target) || isField(event.target) || String(getSelection()) !== ''
    if (text === '' || elsewhere) return
    event.clipboardData?.setData('text/plain', text)
    event.preventDefault()
    event.stopImmediatePropagation()
  }
  function onPaste(event: ClipboardEvent): void {
    const { target } = event
    const inTerminal = target instanceof Element && target.closest('.xterm') !== null
    if (isOwn(target) || isField(target) || !(inTerminal || capture.box)) return
    event.preventDefault()
    event.stopImmediatePropagation()
    const text = event.clipboardData?.getData('text/plain') ?? ''
    if (!event.isTrusted || text === '') return
    const box = capture.box
    if (box?.view) void paste(text, box.id, box.view)
    // No sentence was begun, and T is what helps: it has to work at once, so this refuses no keys.
    else tell('paste goes where the keyboard is: T, then paste again')
  }
  async function paste(text: string, pane: PaneId, view: View): Promise<void> {
    const loaded = await load()
    if (!loaded) return
    const { code, ask } = loaded
    if (text.length > code.PASTE_LIMIT)
      return tell(`${text.length} characters are too many to paste (at most ${code.PASTE_LIMIT})`)
    const read = code.readPaste(text)
    const { title, note } = code.words(read, pane)
    const yes =
      read.plain || (await ask.ask({ title, yes: 'Paste', about: code.picture(read), note }))
    // A recording may have taken over meanwhile: it goes only where it was meant for.
    if (yes && capture.box?.view === view) view.paste(read.text)
  }

  addEventListener('paste', onPaste, { capture: true })
  addEventListener('copy', onCopy, { capture: true })
  return {
    async copy() {
      const text = markedText()
      if (text === '') return tell('nothing is marked: drag over the text, then Ctrl Shift C')
      try {
        await navigator.clipboard.writeText(text)
        tell(`copied ${count(text.split('\n').length, 'line')}`)
      } catch {
        tell('this browser does not let it be copied')
      }
    },
    stop() {
      removeEventListener('paste', onPaste, { capture: true })
      removeEventListener('copy', onCopy, { capture: true })
    },
  }
}

/** Whether this is the search or a dialog, which copy and paste for themselves. */
function isOwn(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('.find, .ask') !== null
}
