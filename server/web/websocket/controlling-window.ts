import type { PaneId } from '../../../core/demo/model.ts'
import type { Outcome } from '../../../core/demo/outcome.ts'
import type { Phase } from '../../../core/playback/driver.ts'
import { defined } from '../../../core/base/defined.ts'
import type { Stop } from '../../../core/base/event.ts'
import { createRateLimit, createRateLimitedSender } from '../../../core/base/rate-limit.ts'
import type { ClientMessage } from '../../../core/protocol/messages.ts'
import { movedTo, type Position } from '../../../core/protocol/position.ts'
import { OFTEN, type Around, type WindowContext } from './window-context.ts'

/** Moves of the deck: a key that is held down makes 30 in a second. */
const MOVES = { burst: 60, second: 40 }

/** The messages of a window with control that start, ask or read something. */
const MAKES_WORK = new Set<ClientMessage['type']>([
  'perform',
  'open',
  'rescue',
  'rejoin',
  'give',
  'inspect',
  'approve',
])

export interface ControllingWindow {
  /** Whoever calls it asks at each message whether this window has control. */
  readonly control: (message: ClientMessage) => void
  /** A position that still waits for its turn is passed on, so that a reload finds it. */
  readonly stop: Stop
}

/** Acts on what only the window that has control may ask for. */
export function createControllingWindow(
  window: WindowContext,
  { hub, lease, presses, clock }: Around,
): ControllingWindow {
  const { send, holder, mayWork } = window
  const steps = createSteps(window, hub)
  const moves = createRateLimitedSender<Position>(
    clock,
    { rate: createRateLimit(clock, MOVES.burst, MOVES.second), look: 1_000 / MOVES.second },
    // What a window said before it gave control away moves nothing after that.
    (to) => lease.holds(holder) && hub.move(to),
    // Each names only what has changed.
    movedTo,
  )

  function control(message: ClientMessage): void {
    if (MAKES_WORK.has(message.type) && !mayWork()) return refuse(send, message)
    switch (message.type) {
      case 'perform':
        return steps.perform(message)
      case 'resume':
        return steps.resume(message)
      case 'hurry':
        return hub.hurry(message.intent, message.pane)
      case 'cancel':
        return hub.cancel(message.intent, message.pane)
      case 'open': {
        const { demo, pane } = message
        return void hub
          .openShell(demo, pane)
          .then((why) => send({ type: 'opened', demo, pane, why }))
      }
      case 'input':
        return hub.input(message.demo, message.pane, message.data)
      case 'rescue':
        return void hub.rescue(message.demo)
      case 'rejoin': {
        const { demo, step } = message
        return void hub.rejoin(demo, step).then((ok) => send({ type: 'rejoined', demo, step, ok }))
      }
      case 'give': {
        const why = 'there is no other window of the deck'
        return lease.give(holder) ? undefined : send({ type: 'refused', what: 'give', why })
      }
      case 'awake':
        return presses.awake(message.id, holder)
      case 'pressed': {
        const { id, done, why = '' } = message
        return presses.answer(id, done ? { done } : { done, why })
      }
      case 'position':
        return moves.tell(message.position)
      case 'inspect': {
        const { demo } = message
        const found = hub.sheet(demo)
        if (found.ok) return send({ type: 'inspected', demo, sheet: found.value })
        return send({ type: 'inspected', demo, sheet: null, why: found.why })
      }
      case 'approve': {
        const { demo, hash } = message
        const why = hub.approve(demo, hash) ?? undefined
        return send({ type: 'approved', demo, ...defined({ why }) })
      }
      default:
        return send({ type: 'refused', what: message.type, why: 'that is not for now' })
    }
  }

  return { control, stop: () => moves.flush() }
}

type MessageOf<Type extends ClientMessage['type']> = ClientMessage & { readonly type: Type }

/** The steps that a window asks for, and what it hears of them. */
function createSteps({ send, channels }: WindowContext, hub: Around['hub']) {
  const hearer = (intent: string, pane: PaneId) => ({
    phase: (phase: Phase) => send({ type: 'phase', intent, pane, phase }),
    outcome(outcome: Outcome) {
      // What a step printed arrives before its outcome, however much the window has still to parse.
      channels.wake()
      send({ type: 'outcome', intent, pane, outcome })
    },
  })
  return {
    perform({ intent, demo, step, panes }: MessageOf<'perform'>): void {
      const why = hub.perform(intent, demo, step, panes, (pane) => hearer(intent, pane))
      if (why === null) return
      for (const pane of panes) send({ type: 'outcome', intent, pane, outcome: missing(why) })
    },
    resume({ intent, pane }: MessageOf<'resume'>): void {
      if (hub.resume(intent, pane, hearer(intent, pane))) return
      send({ type: 'outcome', intent, pane, outcome: missing('nobody knows that step') })
    },
  }
}

const missing = (detail: string) => ({ ok: false, why: 'missing', detail }) as const

/** The answer for which whoever asked waits: nothing was done, and why. */
function refuse(send: WindowContext['send'], message: ClientMessage): void {
  switch (message.type) {
    case 'perform': {
      const { intent, panes } = message
      return panes.forEach((pane) =>
        send({ type: 'outcome', intent, pane, outcome: missing(OFTEN) }),
      )
    }
    case 'open':
      return send({ type: 'opened', demo: message.demo, pane: message.pane, why: OFTEN })
    case 'rejoin':
      return send({ type: 'rejoined', demo: message.demo, step: message.step, ok: false })
    case 'inspect':
      return send({ type: 'inspected', demo: message.demo, sheet: null, why: OFTEN })
    case 'approve':
      return send({ type: 'approved', demo: message.demo, why: OFTEN })
    default:
      return send({ type: 'refused', what: message.type, why: OFTEN })
  }
}
