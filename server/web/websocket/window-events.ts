import type { Stop } from '../../../core/base/event.ts'
import type { ServerMessage } from '../../../core/protocol/messages.ts'
import type { HealthMonitor } from '../../health/monitor.ts'
import type { Hub } from '../../stage/hub.ts'
import type { Holder, Lease } from '../../stage/control-lease.ts'
import type { RemoteNotice } from '../../stage/pairing-state.ts'
import type { TalkTimer } from '../../stage/talk-timer.ts'
import type { Terminal } from '../../demo/pane-shells.ts'

/** What a window of the stage hears without asking, from its welcome on. */
export function sendWindowEvents<T extends Terminal>(
  send: (message: ServerMessage) => void,
  holder: Holder,
  of: {
    readonly hub: Hub<T>
    readonly lease: Lease
    readonly timer: TalkTimer
    readonly room: HealthMonitor | undefined
    readonly phones: RemoteNotice | undefined
  },
): Stop {
  const { hub, lease, timer, room, phones } = of
  const tellPhones = () => {
    const desk = phones?.now()
    if (desk) send({ type: 'remote', desk })
  }
  const tellTimer = () => send({ type: 'timer', ...timer.now() })
  const tellStage = (now = lease.current()) => {
    if (now !== holder) send({ type: 'stage', held: now !== null })
  }
  for (const health of room?.known() ?? []) send({ type: 'health', health })
  tellTimer()
  tellPhones()
  tellStage()
  const stops = [
    hub.onMove((_, position) => {
      if (!lease.holds(holder)) send({ type: 'position', position })
    }),
    hub.onLive((live) => send({ type: 'live', live })),
    hub.onChange((changed) => send({ type: 'changed', ...changed })),
    room?.onHealth((health) => send({ type: 'health', health })),
    timer.onTimer(tellTimer),
    phones?.onChange(tellPhones),
    lease.onChange(tellStage),
  ]
  return () => stops.forEach((stop) => stop?.())
}
