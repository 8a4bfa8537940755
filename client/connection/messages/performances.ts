import type { PaneId, StepId } from '../../../core/demo/model.ts'
import type { Clock } from '../../../core/base/clock.ts'
import type { Outcome } from '../../../core/demo/outcome.ts'
import { already, type Performance, type Phase } from '../../../core/playback/driver.ts'
import type { ClientMessage, ServerMessage } from '../../../core/protocol/messages.ts'
import { GONE, type Connection } from '../types.ts'

const OFFLINE: Outcome = { ok: false, why: 'offline', detail: GONE }
/** Milliseconds that an outcome waits for views to draw: a view that is taken down never says so. */
const DRAWN = 250

/** A performance that this page asked for and whose outcome has not come. */
interface Running {
  tell: ((phase: Phase) => void) | undefined
  settle: (outcome: Outcome) => void
}

/** The performances of this page: what it asks the server for, and what the server says of each. */
export interface Performances {
  readonly asks: Pick<Connection, 'perform' | 'resume' | 'intent'>
  phase(message: Extract<ServerMessage, { type: 'phase' }>): void
  outcome(message: Extract<ServerMessage, { type: 'outcome' }>): void
  /** The server is gone: all that run end as offline. */
  lose(): void
}

export interface PerformancesOptions {
  readonly clock: Clock
  /** A name that no other performance has. */
  readonly newIntent: () => string
  readonly isOpen: () => boolean
  readonly send: (message: ClientMessage) => void
  /** Calls back when every view has drawn what it was given until now. */
  readonly drawn: (then: () => void) => void
}

export function createPerformances(options: PerformancesOptions): Performances {
  const { clock, newIntent, isOpen, send, drawn } = options
  const running = new Map<string, Running>()
  /** The latest performance of each pane, by demo and pane. */
  const latest = new Map<string, { readonly step: StepId; readonly intent: string }>()
  let batch: { intent: string; demo: string; step: StepId; panes: PaneId[] } | null = null

  /** The panes of one press are asked for in one message, so that they start together. */
  function intentFor(demo: string, pane: PaneId, step: StepId): string {
    if (batch?.demo !== demo || batch.step !== step || batch.panes.includes(pane)) {
      const mine = (batch = { intent: newIntent(), demo, step, panes: [] as PaneId[] })
      queueMicrotask(() => {
        if (batch === mine) batch = null
        send({ type: 'perform', ...mine })
      })
    }
    batch.panes.push(pane)
    return batch.intent
  }
  function follow(intent: string, pane: PaneId, tell?: (phase: Phase) => void): Performance {
    const id = key(intent, pane)
    const done = new Promise<Outcome>((settle) => running.set(id, { tell, settle }))
    return {
      done,
      hurry: () => send({ type: 'hurry', intent, pane }),
      cancel() {
        const one = running.get(id)
        if (!one) return
        running.delete(id)
        send({ type: 'cancel', intent, pane })
        one.settle({ ok: false, why: 'cancelled' })
      },
    }
  }

  return {
    asks: {
      perform(demo, pane, step, tell) {
        if (!isOpen()) return already(OFFLINE)
        const intent = intentFor(demo, pane, step)
        latest.set(key(demo, pane), { step, intent })
        return follow(intent, pane, tell)
      },
      resume(intent, pane, tell) {
        if (!isOpen()) return already(OFFLINE)
        const performance = follow(intent, pane, tell)
        send({ type: 'resume', intent, pane })
        return performance
      },
      intent(demo, pane, step) {
        const last = latest.get(key(demo, pane))
        return last?.step === step ? last.intent : undefined
      },
    },
    phase({ intent, pane, phase }) {
      running.get(key(intent, pane))?.tell?.(phase)
    },
    outcome({ intent, pane, outcome }) {
      const id = key(intent, pane)
      const one = running.get(id)
      if (!one) return
      // The last line of the output is on the screen before the outcome that it leads to.
      const settle = () => {
        stop()
        if (running.get(id) !== one) return
        running.delete(id)
        one.settle(outcome)
      }
      const stop = clock.wake(clock.now() + DRAWN, settle)
      return drawn(settle)
    },
    lose() {
      for (const [id, { settle }] of [...running]) {
        running.delete(id)
        settle(OFFLINE)
      }
    },
  }
}

const key = (a: string, b: string) => `${a} ${b}`
