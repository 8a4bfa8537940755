import type { Ms, Stop } from '../../core/base/event.ts'
import type { PressAction, Role } from '../../core/protocol/messages.ts'

/** A press from elsewhere, as the window that has control hears it. */
export interface Forwarded {
  readonly id: string
  readonly from: 'window' | 'remote'
  readonly action: PressAction
  readonly seen: string
  /** Milliseconds until whoever pressed is told that nothing was done. */
  readonly within: Ms
}

/** One window that could be the presenter. */
export interface Holder {
  role(role: Role): void
  /** Asks whether it is awake, before it is sent the press with this id. */
  wake(id: string): void
  press(press: Forwarded): void
}

export interface Lease {
  /**
   * Registers a window. The first one is the presenter, the others mirror it. One that only looks on
   * (`as`) is none of either: it leaves the lease free. The page that has control and comes by another
   * connection has it there: of the old one, nobody may know yet that it is dead.
   */
  enter(holder: Holder, who?: { readonly as?: 'mirror'; readonly page?: string }): Stop
  /** Hands control over, explicitly: the window that had it mirrors from now on. */
  take(holder: Holder): void
  /** Hands control to the window that has mirrored longest and is none that only looks on; is there one? */
  give(holder: Holder): boolean
  /** What a window may do is asked at every message: a late one from before a hand-over is void. */
  holds(holder: Holder): boolean
  current(): Holder | null
  /** Tells of every hand-over, once both windows know their role; null: nobody has control. */
  onChange(hear: (holder: Holder | null) => void): Stop
}

/** Control of the stage: at most one window has it, so that two never run a step twice. */
export function createLease(): Lease {
  let current: Holder | null = null
  const pages = new Map<Holder, string>()
  /** Windows of the deck, in the order in which they came. */
  const stages = new Set<Holder>()
  const hearers = new Set<(holder: Holder | null) => void>()
  const tell = () => [...hearers].forEach((hear) => hear(current))
  function take(holder: Holder): void {
    if (current === holder) return
    current?.role('mirror')
    current = holder
    holder.role('presenter')
    tell()
  }
  return {
    enter(holder, { as, page } = {}) {
      const back = current !== null && page !== undefined && pages.get(current) === page
      if (back) current?.role('mirror')
      const its = back || (current === null && as === undefined)
      if (its) current = holder
      holder.role(its ? 'presenter' : 'mirror')
      if (its) tell()
      if (page !== undefined) pages.set(holder, page)
      if (as === undefined) stages.add(holder)
      return () => {
        stages.delete(holder)
        pages.delete(holder)
        if (current !== holder) return
        current = null
        tell()
      }
    },
    take,
    give(holder) {
      const [heir] = [...stages].filter((one) => one !== holder)
      if (current !== holder || !heir) return false
      take(heir)
      return true
    },
    holds: (holder) => current === holder,
    current: () => current,
    onChange(hear) {
      hearers.add(hear)
      return () => void hearers.delete(hear)
    },
  }
}
