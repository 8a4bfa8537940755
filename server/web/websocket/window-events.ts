import type { Stop } from '../../../core/base/event.ts'
import type { ServerMessage } from '../../../core/protocol/messages.ts'
import type { Holder } from '../../stage/control-lease.ts'
import type { Around } from './window-context.ts'

/** Sends a window of the stage what it did not ask for, from its welcome on. */
export function sendWindowEvents(
  send: (message: ServerMessage) => void,
  holder: Holder,
  { hub, lease, timer, room, phones }: Omit<Around, 'presses' | 'clock'>,
): Stop {
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
