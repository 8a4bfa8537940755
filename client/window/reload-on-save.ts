import type { Clock } from '../../core/base/clock.ts'
import type { PageInfo } from '../base/page-data.ts'
import type { Changed, Connection } from '../connection/types.ts'

/** Without a window that steers, one that looks on waits no longer than this, in ms. */
const ALONE = 5_000

/**
 * Shows what an author has saved. The page is loaded anew: the server keeps the place, the steps and
 * the shells, as for any reload. A window that looks on waits until the one with control is back, or
 * it would be the first to come and take control.
 */
export function reloadOnChange(
  connection: Connection,
  { deck, demos, saves }: Pick<PageInfo, 'deck' | 'demos' | 'saves'>,
  clock: Clock,
  reload: () => void = () => location.reload(),
): void {
  let due = false
  connection.onPosition(() => {
    if (due) reload()
  })
  connection.onChange((changed) => {
    if (concerns(changed, deck, demos)) renew()
  })
  // What was saved between the making of this page and its first word with the server was told to
  // others. Later ones may be of another server, which knows nothing of this page's.
  let met = false
  connection.onWelcome((welcome) => {
    if (!met && saves !== undefined && (welcome.saves ?? saves) !== saves) renew()
    met = true
  })
  function renew(): void {
    if (connection.status().role === 'presenter') return reload()
    due = true
    clock.wake(clock.now() + ALONE, reload)
  }
}

/** A deck that has problems may be mended by a file that it could not name yet. */
function concerns(changed: Changed, deck: string, demos: readonly string[]): boolean {
  return (
    changed.decks.includes(deck) ||
    changed.demos.some((demo) => demos.includes(demo)) ||
    document.querySelector('body > .problems') !== null
  )
}
