import { createEmitter } from '../../core/base/emitter.ts'
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

/** A window, as the lease of control sees it. */
export interface Holder {
  role(role: Role): void
  /** Asks whether it is awake, before it is sent the press with this id. */
  wake(id: string): void
  press(press: Forwarded): void
}

export interface Lease {
  /**
   * Registers a window. The first becomes the presenter, the others mirror it. A window that only
   * looks on (`as: 'mirror'`) never becomes the presenter by itself: control stays free for a window of
   * the deck. When the page that has control connects again, its new connection gets control at once,
   * because it may take long until the old connection is known to be dead.
   */
  enter(holder: Holder, who?: { readonly as?: 'mirror'; readonly page?: string }): Stop
  /** Gives this window control. The window that had it mirrors from now on. */
  take(holder: Holder): void
  /**
   * Passes control from this window to the window of the deck that has mirrored longest. False when this
   * window has no control, or when there is no other window of the deck.
   */
  give(holder: Holder): boolean
  /** Has this window control? Ask at every message: one from before a hand-over may arrive after it. */
  holds(holder: Holder): boolean
  current(): Holder | null
  /** Hears of every hand-over, once both windows know their role; null: nobody has control. */
  onChange(hear: (holder: Holder | null) => void): Stop
}

/** Control of the stage: at most one window has it, so that two never run a step twice. */
export function createLease(): Lease {
  let current: Holder | null = null
  const pages = new Map<Holder, string>()
  /** Windows of the deck, in the order in which they came. */
  const stages = new Set<Holder>()
  const handOvers = createEmitter()
  function take(holder: Holder): void {
    if (current === holder) return
    current?.role('mirror')
    current = holder
    holder.role('presenter')
    handOvers.emit()
  }
  return {
    enter(holder, { as, page } = {}) {
      const back = current !== null && page !== undefined && pages.get(current) === page
      if (back) current?.role('mirror')
      const its = back || (current === null && as === undefined)
      if (its) current = holder
      holder.role(its ? 'presenter' : 'mirror')
      if (its) handOvers.emit()
      if (page !== undefined) pages.set(holder, page)
      if (as === undefined) stages.add(holder)
      return () => {
        stages.delete(holder)
        pages.delete(holder)
        if (current !== holder) return
        current = null
        handOvers.emit()
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
    // A listener that hands control over again must not leave the others with the holder before.
    onChange: (hear) => handOvers.on(() => hear(current)),
  }
}
