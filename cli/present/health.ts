import { systemClock } from '../../server/base/system-clock.ts'
import { createHealthMonitor } from '../../server/health/health-monitor.ts'
import type { HealthMonitor } from '../../server/health/health-monitor.ts'
import type { Hub } from '../../server/stage/stage-hub.ts'
import { thisMachine } from '../../server/health/machine.ts'
import type { Followed } from '../../server/web/websocket/channels.ts'
import { hasChanged } from '../../server/trust/trust.ts'
import type { Workspace } from '../shared/workspace.ts'
import { complain } from '../shared/output.ts'

/** The stage behind the green room; a doctor comes without one. */
export interface Behind {
  readonly hub: Hub<Followed>
  readonly mode: 'auto' | 'live' | 'replay'
  /** Why it is `replay`, where nobody asked for that. */
  readonly why?: string | undefined
}

/** Looks at the decks of this house. Nothing is set up and nothing cleaned up by it. */
export function openGreenRoom(
  { library, trust, lastGood }: Workspace,
  mark: (demo: string) => string,
  behind?: Behind,
): HealthMonitor {
  return createHealthMonitor({
    deck: (name) => library.deck(name),
    approved: (deck) => trust.isTrusted(deck),
    demo(name) {
      const found = library.demo(name)
      // A stage knows its demos as they were when it began, or as their author saved them last.
      const live = behind?.hub.liveOf(name)
      const trusted = live ? live.ok || live.asks === undefined : found && trust.isTrusted(found)
      const changed = live?.ok === false && live.why === hasChanged(name)
      return found && { found, trusted: trusted === true, changed }
    },
    may: (demo) => trust.holds(demo) || (lastGood !== null && trust.isOwn(demo)),
    machine: thisMachine,
    clock: systemClock,
    mark,
    replay: behind?.mode === 'replay',
    ...(behind?.why === undefined ? {} : { replayWhy: behind.why }),
    begun: (demo) => behind?.hub.begun(demo) ?? false,
    against(demo) {
      const live = behind?.hub.liveOf(demo)
      return live?.ok === false ? live.why : null
    },
    complain,
  })
}

/** Which deck is on stage, and whether a step of it runs. `named`: on the command line. */
export function onStage({ hub }: Behind, named: string | undefined) {
  const position = hub.position()
  const busy = Object.values(position?.demos ?? {}).some(({ at }) => at === 'running')
  return { deck: position?.deck ?? named ?? null, busy }
}
