import type { Clock } from '../../../core/base/clock.ts'
import type { ServerMessage } from '../../../core/protocol/messages.ts'
import type { HealthMonitor } from '../../health/monitor.ts'
import type { Holder, Lease } from '../../stage/control-lease.ts'
import type { Hub } from '../../stage/hub.ts'
import type { RemoteNotice } from '../../stage/pairing-state.ts'
import type { Presses } from '../../stage/press-relay.ts'
import type { TalkTimer } from '../../stage/talk-timer.ts'
import type { Channels, Followed } from './channels.ts'

/** What the windows of one stage share. */
export interface Around {
  readonly hub: Hub<Followed>
  readonly lease: Lease
  readonly presses: Presses
  readonly timer: TalkTimer
  readonly clock: Clock
  /** Absent: nobody looks at how the decks are. */
  readonly room?: HealthMonitor
  /** Absent: no phone may join. */
  readonly phones?: RemoteNotice
}

/** One window of the stage, for what handles its messages. */
export interface WindowContext {
  readonly send: (message: ServerMessage) => void
  readonly holder: Holder
  readonly channels: Channels
  /** May one more message make work? A page that begins may ask about each of a hundred demos. */
  readonly mayWork: () => boolean
}

/** Why a message did nothing that came too soon after many others. */
export const OFTEN = 'that was asked for too often'
