import type { Clock } from '../../core/base/clock.ts'
import type { PageInfo } from '../base/page-data.ts'
import type { Changed, Connection } from '../connection/types.ts'

/** Milliseconds that a window that looks on waits at most for the one with control. */
const ALONE = 5_000

/**
 * Shows what an author has saved by a reload: the server keeps the place, the steps and the shells, as
 * for any reload. A window that looks on waits until the one with control is back, because the first
 * window that comes takes control.
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
  // What was saved before this page was connected was told to others alone, so the counts are compared.
  // Only the first welcome counts: a later one may come from another server with a count of its own.
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

/** A deck with problems reloads at every change: a file that it could not name may mend it. */
function concerns(changed: Changed, deck: string, demos: readonly string[]): boolean {
  return (
    changed.decks.includes(deck) ||
    changed.demos.some((demo) => demos.includes(demo)) ||
    document.querySelector('body > .problems') !== null
  )
}
