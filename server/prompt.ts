import type { Clock } from '../core/clock.ts'
import type { Ms, Stop } from '../core/event.ts'
import type { Port } from '../core/port.ts'

/** A shell that is to be interrupted gets this long to come back to its prompt. */
const CALM: Ms = 700

/** Brings a shell back to its prompt: whatever a failed step left running is interrupted. */
export async function calm(terminal: Port, clock: Clock): Promise<boolean> {
  if (terminal.ready()) return true
  terminal.write('\x03')
  return becomesReady(terminal, clock, CALM)
}

export function becomesReady(terminal: Port, clock: Clock, within: Ms): Promise<boolean> {
  return new Promise((resolve) => {
    let settled = false
    let detach: Stop = () => {}
    const settle = (ready: boolean) => {
      if (settled) return
      settled = true
      stop()
      detach()
      resolve(ready)
    }
    const stop = clock.wake(clock.now() + within, () => settle(terminal.ready()))
    detach = terminal.attach((signal) => {
      if (signal.type === 'exit') settle(false)
      else if (terminal.ready()) settle(true)
    })
    if (settled) detach()
  })
}
