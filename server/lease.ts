import type { Stop } from '../core/event.ts'
import type { Role } from '../core/protocol.ts'

/** One window that could be the presenter. */
export interface Holder {
  role(role: Role): void
}

export interface Lease {
  /**
   * Registers a window. The first one is the presenter, the others mirror it. One that only looks on
   * (`as`) is none of either: it leaves the lease free.
   */
  enter(holder: Holder, as?: 'mirror'): Stop
  /** Hands control over, explicitly: the window that had it mirrors from now on. */
  take(holder: Holder): void
  /** What a window may do is asked at every message: a late one from before a hand-over is void. */
  holds(holder: Holder): boolean
}

/** Control of the stage: at most one window has it, so that two never run a step twice. */
export function createLease(): Lease {
  let current: Holder | null = null
  return {
    enter(holder, as) {
      if (as === undefined) current ??= holder
      holder.role(current === holder ? 'presenter' : 'mirror')
      return () => {
        if (current === holder) current = null
      }
    },
    take(holder) {
      if (current === holder) return
      current?.role('mirror')
      current = holder
      holder.role('presenter')
    },
    holds: (holder) => current === holder,
  }
}
