import type { Stop } from '../../core/base/event.ts'
import type { Programme } from '../../server/stage/programme.ts'
import { systemClock } from '../../server/base/system-clock.ts'
import type { Hub } from '../../server/stage/hub.ts'
import type { Session } from '../../server/terminal/session/session.ts'
import { watchLibrary } from '../../server/files/watcher.ts'
import { ROOTS } from '../shared/workspace.ts'
import type { Workspace } from '../shared/workspace.ts'
import { complain, progress } from '../shared/output.ts'

const TOLD =
  'watching slides/ and demos/: what is saved shows at once. This is for writing, not for the stage'

/** Tells every window what an author saves. Does nothing without `--watch`. */
export function watchFor({ lastGood }: Workspace, programme: Programme, hub: Hub<Session>): Stop {
  if (!lastGood) return () => {}
  complain(TOLD)
  return watchLibrary(ROOTS, systemClock, (changed) => {
    // The stage keeps the last good version of a broken file.
    programme.reread(changed.demos.filter((demo) => !lastGood.isBroken(demo)))
    hub.change(changed)
    for (const name of [...changed.decks, ...changed.demos]) progress(`${name} was saved`)
  })
}
