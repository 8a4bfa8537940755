import type { TrustSheet } from '../../core/trust/sheet.ts'
import { createElement } from '../base/dom.ts'
import type { Connection } from '../connection/types.ts'
import type { TrustDialog } from './dialog.ts'

/** The demos that are shown in the dialog, and their approval. */
export interface Review {
  /** The demos that have a box. */
  names(): readonly string[]
  /** What is shown of them; a demo that could not be read has none. */
  sheets(): readonly TrustSheet[]
  /** Shows what a demo would run, as it is now. */
  inspect(name: string): Promise<void>
  /** Approves these demos as they are shown. One that has changed since is shown again instead. */
  approve(names: readonly string[]): Promise<void>
  /** A demo does not wait any more. Without any left the dialog closes. */
  drop(name: string): void
}

export interface ReviewOptions {
  readonly connection: Pick<Connection, 'inspect' | 'approve'>
  readonly dialog: Pick<TrustDialog, 'list' | 'close' | 'tell' | 'arm' | 'release' | 'button'>
  /** This demo may run from now on. */
  readonly approved: (demo: string) => void
}

export function createReview({ connection, dialog, approved }: ReviewOptions): Review {
  const sheets = new Map<string, TrustSheet>()
  const boxes = new Map<string, HTMLElement>()

  function tell(): void {
    const approvable = [...sheets.values()].filter(({ barred }) => barred === undefined)
    const changed = [...sheets.values()].filter(({ before }) => before !== undefined)
    dialog.tell(boxes.size, approvable.length, changed.length)
  }

  async function inspect(name: string): Promise<void> {
    const box = boxes.get(name) ?? createElement('section', 'trust-demo')
    if (!boxes.has(name)) dialog.list.append(box)
    boxes.set(name, box)
    // Most decks never ask, so the code that draws the list is loaded when one does.
    const [sheet, { showSheet }] = await Promise.all([
      connection.inspect(name),
      import('./sheet.ts'),
    ])
    if (boxes.get(name) !== box) return
    if (typeof sheet === 'string') {
      sheets.delete(name)
      box.replaceChildren(createElement('h2', '', name), createElement('p', 'trust-why', sheet))
    } else {
      sheets.set(name, sheet)
      const one = dialog.button('Approve this demo', () => void approve([name]))
      box.replaceChildren(...showSheet(sheet, sheet.barred === undefined ? one : null))
    }
    dialog.release()
    tell()
  }

  async function approve(names: readonly string[]): Promise<void> {
    for (const name of names) {
      const sheet = sheets.get(name)
      if (!sheet || sheet.barred !== undefined) continue
      const why = await connection.approve(name, sheet.hash)
      if (why === null) {
        approved(name)
        continue
      }
      // The demo may have changed while it was read, so it is shown again as it is now.
      await inspect(name)
      dialog.arm()
      boxes.get(name)?.prepend(createElement('p', 'trust-why', why))
    }
  }

  return {
    names: () => [...boxes.keys()],
    sheets: () => [...sheets.values()],
    inspect,
    approve,
    drop(name) {
      sheets.delete(name)
      boxes.get(name)?.remove()
      boxes.delete(name)
      if (boxes.size === 0) dialog.close()
      else tell()
    },
  }
}
