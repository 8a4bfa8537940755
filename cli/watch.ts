import type { Stop } from '../core/event.ts'
import type { Bill } from '../server/bill.ts'
import { systemClock } from '../server/clock.ts'
import type { Hub } from '../server/hub.ts'
import type { Session } from '../server/session.ts'
import { watchLibrary } from '../server/watch.ts'
import { ROOTS } from './house.ts'
import type { House } from './house.ts'
import { complain, progress } from './print.ts'

const TOLD =
  'watching slides/ and demos/: what is saved shows at once. This is for writing, not for the stage'

/** Tells every window what an author saves; nothing where nobody asked for it. */
export function watchFor({ lastGood }: House, bill: Bill, hub: Hub<Session>): Stop {
  if (!lastGood) return () => {}
  complain(TOLD)
  return watchLibrary(ROOTS, systemClock, (changed) => {
    // What is broken stays as it was, for the stage too.
    bill.reread(changed.demos.filter((demo) => !lastGood.isBroken(demo)))
    hub.change(changed)
    for (const name of [...changed.decks, ...changed.demos]) progress(`${name} was saved`)
  })
}
