import type { StepId } from '../demo/model.ts'
import { missing } from './driver.ts'
import type { Driver, Kind, Performance, Phase } from './driver.ts'
import type { Emit, Stop } from '../base/event.ts'

export interface Switch extends Driver {
  /**
   * Switches to the other driver, at the opening of `from`. Every attached view gets a reset.
   * Nothing changes when there is no such driver. Returns the kind that is now in use.
   */
  use(kind: Kind, from?: StepId): Kind
  has(kind: Kind): boolean
}

/**
 * A driver that switches between two drivers, so that callers need no special case for a fallback
 * in the middle of a demo.
 */
export function createSwitch(drivers: { live?: Driver; replay?: Driver }, initial: Kind): Switch {
  let current = drivers[initial] ?? drivers.replay
  let performance: Performance | null = null
  const attached = new Set<{ emit: Emit; detach: Stop }>()
  /**
   * Where the driver was told to stand while no view was attached; the next view finds it there.
   */
  let place: StepId | undefined

  function connect(entry: { emit: Emit; detach: Stop }, from?: StepId): void {
    const driver = current
    if (!driver) return
    let connected = true
    // A signal of a detached driver must not reach the screen of the driver that took over.
    const undo = driver.attach((signal, parsed) => {
      if (connected) entry.emit(signal, parsed)
      else parsed?.()
    }, from)
    entry.detach = () => {
      connected = false
      undo()
    }
  }

  return {
    get kind() {
      return current?.kind ?? initial
    },
    has: (kind) => drivers[kind] !== undefined,
    use(kind, from) {
      const wanted = drivers[kind]
      if (!wanted) return current?.kind ?? initial
      performance?.cancel()
      performance = null
      current = wanted
      place = attached.size === 0 ? from : undefined
      for (const entry of attached) {
        entry.detach()
        connect(entry, from)
      }
      return kind
    },
    attach(emit, from = place) {
      const entry = { emit, detach: () => {} }
      attached.add(entry)
      place = undefined
      connect(entry, from)
      return () => {
        attached.delete(entry)
        entry.detach()
      }
    },
    perform(step: StepId, tell?: (phase: Phase) => void) {
      if (!current) return missing('there is no recording')
      place = undefined
      const started = current.perform(step, tell)
      performance = started
      return started
    },
    write: (data) => current?.write(data),
    playhead: () => current?.playhead?.() ?? null,
    seek: (at) => current?.seek?.(at),
  }
}
