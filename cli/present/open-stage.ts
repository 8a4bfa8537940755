import { randomBytes } from 'node:crypto'
import { reason } from '../../server/base/result.ts'
import { systemClock } from '../../server/base/system-clock.ts'
import { createLease } from '../../server/stage/control-lease.ts'
import { createRemoteNotice } from '../../server/stage/pairing-state.ts'
import { createPresses } from '../../server/stage/press-relay.ts'
import { createProgramme } from '../../server/stage/programme.ts'
import { createSlideTimes } from '../../server/stage/slide-times.ts'
import { createTimer } from '../../server/stage/talk-timer.ts'
import { createTickets } from '../../server/web/websocket/tickets.ts'
import { openState, tellApprovals } from '../shared/approvals.ts'
import { openDemoRunner } from '../shared/demo-runner.ts'
import type { DemoRunner } from '../shared/demo-runner.ts'
import { complain } from '../shared/output.ts'
import type { Workspace } from '../shared/workspace.ts'
import { openGreenRoom } from './health.ts'
import { createStageHub } from './stage-setup.ts'
import type { Mode } from './stage-setup.ts'

/** A stage without its sockets: its shells, its green room, its timer, and who is in control. */
export type OpenStage = Awaited<ReturnType<typeof openStage>>

/**
 * Opens the stage. `wanted`: the mode that was asked for. The mode of the stage is `replay` where
 * nothing can run live.
 */
export async function openStage(workspace: Workspace, wanted: Mode) {
  const { demoRunner, mode, why } = await openRunner(workspace, wanted)
  tellApprovals(workspace, workspace.library.demos())
  const programme = createProgramme(workspace.library, workspace.trust, workspace.lastGood !== null)
  const hub = createStageHub(programme, demoRunner, { mode, why })
  const slideTimes = createSlideTimes({
    state: openState(),
    clock: systemClock,
    date: () => Date.now(),
    find: (name) => workspace.library.deck(name),
    complain,
  })
  hub.onMove(slideTimes.moved)
  const mark = (demo: string) => demoRunner?.mark(demo) ?? demo
  const lease = createLease()
  return {
    workspace,
    demoRunner,
    mode,
    programme,
    hub,
    slideTimes,
    room: openGreenRoom(workspace, mark, { hub, mode, why }),
    tickets: createTickets(systemClock, randomBytes),
    lease,
    presses: createPresses(lease, systemClock),
    timer: createTimer(systemClock, hub),
    phones: createRemoteNotice(),
  }
}

interface Runner {
  readonly demoRunner: DemoRunner | null
  readonly mode: Mode
  /** Why the stage only replays although nobody asked for that. */
  readonly why?: string
}

async function openRunner(workspace: Workspace, wanted: Mode): Promise<Runner> {
  try {
    return { demoRunner: await openDemoRunner(workspace), mode: wanted }
  } catch (error) {
    complain(`nothing runs live here, every demo is replayed: ${reason(error)}`)
    if (wanted === 'replay') return { demoRunner: null, mode: 'replay' }
    // The stage's badge shows the reason.
    return { demoRunner: null, mode: 'replay', why: `nothing runs live here: ${reason(error)}` }
  }
}
