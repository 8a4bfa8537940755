import type { Clock } from '../../../core/base/clock.ts'
import type { Ms, Stop } from '../../../core/base/event.ts'
import type { Port } from '../../../core/terminal/port.ts'

/**
 * A shell gets up to TRIES times Ctrl-C, and after each CALM ms to return to its prompt. A single
 * one is lost if it arrives just after a prompt, or before the shell forks.
 */
const CALM: Ms = 200
const TRIES = 5

/** A Ctrl-C that is still on its way would delete what is typed next, so this long is waited. */
const QUIET: Ms = 100

const calming = new WeakMap<Port, Promise<boolean>>()

/**
 * Brings a shell back to its prompt: interrupts what a failed step left running. Calls during that
 * time share one answer, so that no second series of Ctrl-C falls into the next command.
 */
export function interruptToPrompt(terminal: Port, clock: Clock): Promise<boolean> {
  const underway = calming.get(terminal)
  if (underway) return underway
  if (terminal.ready()) return Promise.resolve(true)
  const done = interrupt(terminal, clock).finally(() => calming.delete(terminal))
  calming.set(terminal, done)
  return done
}

async function interrupt(terminal: Port, clock: Clock): Promise<boolean> {
  for (let tries = 0; tries < TRIES; tries++) {
    terminal.write('\x03')
    if (!(await becomesReady(terminal, clock, CALM))) continue
    await new Promise<void>((resolve) => clock.wake(clock.now() + QUIET, resolve))
    if (terminal.ready()) return true
  }
  return false
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
