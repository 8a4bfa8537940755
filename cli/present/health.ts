import { defined } from '../../core/base/defined.ts'
import { systemClock } from '../../server/base/system-clock.ts'
import { createHealthMonitor } from '../../server/health/monitor.ts'
import type { HealthMonitor } from '../../server/health/monitor.ts'
import type { LibraryDemo } from '../../server/library/library.ts'
import type { Hub } from '../../server/stage/hub.ts'
import { thisMachine } from '../../server/health/machine.ts'
import type { Followed } from '../../server/web/websocket/channels.ts'
import { whyUntrusted } from '../../server/trust/why-untrusted.ts'
import type { Workspace } from '../shared/workspace.ts'
import { complain } from '../shared/output.ts'

/** The stage that a green room belongs to; `cuecast doctor` has none. */
export interface StageBehind {
  readonly hub: Hub<Followed>
  readonly mode: 'auto' | 'live' | 'replay'
  /** Why the mode is `replay` although nobody asked for it. */
  readonly why?: string | undefined
}

/** Checks the decks of this workspace. It sets nothing up and cleans nothing up. */
export function openGreenRoom(
  { library, trust, lastGood }: Workspace,
  mark: (demo: string) => string,
  behind?: StageBehind,
): HealthMonitor {
  const why = (found: LibraryDemo) => whyUntrusted(found, trust)
  return createHealthMonitor({
    deck: (name) => library.deck(name),
    approved: (deck) => trust.isTrusted(deck),
    demo(name) {
      const found = library.demo(name)
      // The stage knows its demos as they were when it started, or as their author last saved them.
      const live = behind?.hub.liveOf(name)
      const trusted = live ? live.ok || live.asks === undefined : found && trust.isTrusted(found)
      return found && { found, trusted: trusted === true, why: trusted ? undefined : why(found) }
    },
    may: (demo) => trust.holds(demo) || (lastGood !== null && trust.isOwn(demo)),
    machine: thisMachine,
    clock: systemClock,
    mark,
    replay: behind?.mode === 'replay',
    ...defined({ replayWhy: behind?.why }),
    begun: (demo) => behind?.hub.begun(demo) ?? false,
    against(demo) {
      const live = behind?.hub.liveOf(demo)
      return live?.ok === false ? live.why : null
    },
    complain,
  })
}

/** Which deck is on stage, and whether a step of it runs. `named`: on the command line. */
export function onStage({ hub }: StageBehind, named: string | undefined) {
  const position = hub.position()
  const busy = Object.values(position?.demos ?? {}).some(({ at }) => at === 'running')
  return { deck: position?.deck ?? named ?? null, busy }
}
