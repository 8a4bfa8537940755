import type { TrustSheet } from '../../core/trust/sheet.ts'
import { own } from '../../core/base/own.ts'
import { createElement } from '../base/dom.ts'
import type { Connection, Welcome } from '../connection/types.ts'
import { createTrustDialog } from './dialog.ts'

/** Lies over the deck while somebody else's demos wait for approval. */
export interface TrustPage {
  /** Whether the page lies over the deck and has to be answered first. */
  readonly open: boolean
  /** How many demos of this deck wait for approval. */
  readonly waiting: number
  /** Shows it. `again`: even if the presenter has chosen the recordings before. */
  show(again?: boolean): void
}

/** The key of what the presenter has seen in this tab and left in replay: a reload does not ask again. */
const SEEN = 'cuecast-recordings'

type Server = Pick<Connection, 'status' | 'onLive' | 'onWelcome' | 'inspect' | 'approve'>

export interface TrustEvents {
  /** It was opened or shut, or another number of demos waits. */
  changed(): void
  /** This demo may run from now on. */
  approved(demo: string): void
}

export function createTrustPage(
  connection: Server,
  demos: readonly string[],
  first: Welcome['live'],
  tells: TrustEvents,
): TrustPage {
  let live = first
  const dialog = createTrustDialog({
    approveAll: () => void approve([...boxes.keys()]),
    closed() {
      remember([...sheets.values()])
      tells.changed()
    },
  })
  /** What is shown of each demo that waits. */
  const sheets = new Map<string, TrustSheet>()
  const boxes = new Map<string, HTMLElement>()

  const waiting = () => demos.filter((name) => isAsking(own(live, name)))
  connection.onWelcome((welcome) => {
    hear(welcome.live)
    // A late welcome, or that of a restarted server, may name demos that were not known before.
    show()
  })
  connection.onLive(hear)

  function hear(now: Welcome['live']): void {
    live = now
    for (const name of [...boxes.keys()]) if (!isAsking(own(live, name))) drop(name)
    tells.changed()
  }
  function drop(name: string): void {
    sheets.delete(name)
    boxes.get(name)?.remove()
    boxes.delete(name)
    if (boxes.size === 0) dialog.close()
    else tell()
  }
  function tell(): void {
    const approvable = [...sheets.values()].filter(({ barred }) => barred === undefined)
    dialog.tell(boxes.size, approvable.length)
  }

  function show(again = false): void {
    if (dialog.isOpen() || connection.status().role !== 'presenter' || waiting().length === 0)
      return
    const seen = new Set(again ? [] : remembered())
    // Whoever left the page once gets the deck at once, unless a demo has changed since.
    if (seen.size === 0) open()
    void Promise.all(waiting().map(inspect)).then(() => {
      const news = [...sheets.values()].some(({ hash }) => !seen.has(hash))
      if (seen.size > 0 && news) open()
    })
  }
  function open(): void {
    if (dialog.open()) tells.changed()
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
        tells.approved(name)
        continue
      }
      // The demo may have changed while it was read, so it is shown again as it is now.
      await inspect(name)
      dialog.arm()
      boxes.get(name)?.prepend(createElement('p', 'trust-why', why))
    }
  }

  return {
    get open() {
      return dialog.isOpen()
    },
    get waiting() {
      return waiting().length
    },
    show,
  }
}

const isAsking = (one: Welcome['live'][string] | undefined) =>
  one !== undefined && !one.ok && one.asks === 'approval'

function remembered(): readonly string[] {
  return (sessionStorage.getItem(SEEN) ?? '').split(' ').filter((hash) => hash !== '')
}
function remember(sheets: readonly TrustSheet[]): void {
  const all = new Set([...remembered(), ...sheets.map(({ hash }) => hash)])
  sessionStorage.setItem(SEEN, [...all].join(' '))
}
