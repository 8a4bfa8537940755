import type { TrustSheet } from '../../core/trust/sheet.ts'
import { own } from '../../core/base/own.ts'
import type { Connection, Welcome } from '../connection/types.ts'
import { createTrustDialog } from './dialog.ts'
import { createReview } from './review.ts'

/** Lies over the deck while somebody else's demos wait for approval. */
export interface TrustPage {
  /** Whether the page lies over the deck and has to be answered first. */
  readonly open: boolean
  /** How many demos of this deck wait for approval. */
  readonly waiting: number
  /** Shows it. `again`: even if the presenter has chosen the recordings before, or the talk has begun. */
  show(again?: boolean): void
}

/** The key of what the presenter has seen in this tab and left in replay: a reload does not ask again. */
const SEEN = 'cuecast-recordings'

type Server = Pick<Connection, 'status' | 'onLive' | 'onWelcome' | 'inspect' | 'approve'>

export interface TrustEvents {
  /** Whether the room sees the talk already: then the page waits until the presenter asks for it. */
  begun(): boolean
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
    approveAll: () => void review.approve(review.names()),
    closed() {
      remember(review.sheets())
      tells.changed()
    },
  })
  const review = createReview({ connection, dialog, approved: (name) => tells.approved(name) })

  const waiting = () => demos.filter((name) => isAsking(own(live, name)))
  connection.onWelcome((welcome) => {
    hear(welcome.live)
    // A late welcome may name demos that were not known before.
    show()
  })
  connection.onLive(hear)

  function hear(now: Welcome['live']): void {
    live = now
    for (const name of review.names()) if (!isAsking(own(live, name))) review.drop(name)
    tells.changed()
  }

  function show(again = false): void {
    if (dialog.isOpen() || connection.status().role !== 'presenter' || waiting().length === 0)
      return
    if (!again && tells.begun()) return
    const seen = new Set(again ? [] : remembered())
    // Whoever left the page once gets the deck at once, unless a demo has changed since.
    if (seen.size === 0) open()
    void Promise.all(waiting().map((name) => review.inspect(name))).then(() => {
      const news = review.sheets().some(({ hash }) => !seen.has(hash))
      if (seen.size > 0 && news) open()
    })
  }
  function open(): void {
    if (dialog.open()) tells.changed()
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
