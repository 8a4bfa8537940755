import type { PaneId, StepId } from '../../core/demo/model.ts'
import { already, type Performance, type Phase } from '../../core/playback/driver.ts'
import { type Outcome } from '../../core/demo/outcome.ts'
import type { Stop } from '../../core/base/event.ts'
import { decodeFrame } from '../../core/protocol/binary-frame.ts'
import type { DeckHealth } from '../../core/health/health.ts'
import { CHECK, check, heard, newPulse } from '../../core/protocol/heartbeat.ts'
import { movedTo, type Position } from '../../core/protocol/position.ts'
import {
  Close,
  PROTOCOL,
  decodeServer,
  encode,
  type ClientMessage,
} from '../../core/protocol/messages.ts'
import type { RemoteDesk, ServerMessage } from '../../core/protocol/messages.ts'
import { createChannels } from './channels.ts'
import { createHearers, listen } from './hearers.ts'
import { pieces } from './pieces.ts'
import { createLatestValue } from '../base/latest-value.ts'
import { createPresses } from './presses.ts'
import { createQuestions } from './questions.ts'
import { refusalOf } from './close-reasons.ts'
import type { Connection, ConnectionOptions, Running, Status, Timing, Wire } from './types.ts'

const GONE = 'the server is gone'
const OFFLINE: Outcome = { ok: false, why: 'offline', detail: GONE }
/** Between two attempts to reconnect: soon enough to be there for the next step. */
const RETRY = 1_000
/** A view that is taken down while it draws never says that it has drawn: an outcome waits so long. */
const DRAWN = 250

export function createConnection(options: ConnectionOptions): Connection {
  const { clock, secrets, page } = options
  const hearers = createHearers()
  const running = new Map<string, Running>()
  const intents = new Map<string, (of: StepId) => string | undefined>()
  const questions = createQuestions(() => status.at === 'open', send)
  const channels = createChannels(send)
  const presses = createPresses(send, clock)
  let { project } = options
  let status: Status = { at: 'connecting', role: null, held: true }
  /** Where the stage is: what is told of it names only what has changed. */
  let stage: Position | null = null
  const timing = createLatestValue<Timing>()
  let wire: Wire | null = null
  let pulse = newPulse(clock.now())
  let stopTimer: Stop = () => {}
  const health = new Map<string, DeckHealth>()
  const phones = createLatestValue<RemoteDesk>()
  let batch: { intent: string; demo: string; step: StepId; panes: PaneId[] } | null = null

  function send(message: ClientMessage): void {
    if (status.at === 'open') wire?.send(encode(message))
  }
  function become(change: Partial<Status>): void {
    const { why: _, ...rest } = status
    status = { ...rest, ...change }
    hearers.status.forEach((hear) => hear(status))
  }
  function connect(): void {
    const socket = options.open()
    wire = socket
    socket.binaryType = 'arraybuffer'
    socket.onopen = () => {
      // With both, the ticket is for a server that does not know the token.
      // One that had control comes back for it.
      const as = options.as && status.role !== 'presenter' ? { as: options.as } : {}
      socket.send(encode({ type: 'hello', protocol: PROTOCOL, ...secrets, ...as, page }))
    }
    socket.onmessage = ({ data }) => {
      if (wire !== socket) return
      pulse = heard(pulse, clock.now())
      if (typeof data === 'string') handle(decodeServer(data))
      else if (data instanceof ArrayBuffer) {
        const frame = decodeFrame(new Uint8Array(data))
        if (frame) channels.deliver(frame)
      }
    }
    socket.onclose = ({ code }) => {
      if (wire === socket) lose(code)
    }
  }
  function hangUp(): void {
    stopTimer()
    const socket = wire
    wire = null
    socket?.close()
  }
  function lose(code: number): void {
    hangUp()
    const refusal = refusalOf(code, { project, shown: Object.keys(secrets).length > 0 })
    if (code === Close.Unauthorised) delete secrets.ticket
    become(refusal ? { at: 'refused', role: null, why: refusal } : { at: 'lost', why: GONE })
    for (const [intent, { settle }] of [...running]) {
      running.delete(intent)
      settle(OFFLINE)
    }
    presses.lose()
    questions.lose()
    if (!refusal) stopTimer = clock.wake(clock.now() + RETRY, connect)
  }
  function beat(): void {
    stopTimer = clock.wake(clock.now() + CHECK, () => {
      const [next, verdict] = check(pulse, clock.now())
      pulse = next
      if (verdict === 'ask') send({ type: 'tick' })
      if (verdict === 'lost') lose(0)
      else beat()
    })
  }

  function handle(message: ServerMessage | null): void {
    if (!message) return
    switch (message.type) {
      case 'welcome':
        if (message.token !== undefined) {
          secrets.token = message.token
          delete secrets.ticket
          options.keep(message.token)
        }
        project = null // Whoever turns this page away from now on is another server.
        pulse = newPulse(clock.now())
        // What another life of the server knew may be so no more.
        health.clear()
        become({ at: 'open', role: message.role })
        channels.reattach()
        stopTimer()
        beat()
        stage = message.position
        hearers.welcome.forEach((hear) => hear(message))
        return
      case 'role':
        return become({ role: message.role })
      case 'stage':
        return become({ held: message.held })
      case 'wake':
        return presses.woken(message.id)
      case 'press':
        return presses.asked(message)
      case 'pressed':
        return presses.answered(message)
      case 'remote':
        return phones.tell(message.desk)
      case 'timer':
        return timing.tell(message)
      case 'reset':
        return channels.reset(message.channel, message.snapshot)
      case 'exit':
        return channels.exit(message.channel, message.status)
      case 'phase':
        return running.get(key(message.intent, message.pane))?.tell?.(message.phase)
      case 'outcome': {
        const id = key(message.intent, message.pane)
        const one = running.get(id)
        if (!one) return
        // A result never stands on the stage before the last line that it is about.
        const settle = () => {
          stop()
          if (running.get(id) !== one) return
          running.delete(id)
          one.settle(message.outcome)
        }
        const stop = clock.wake(clock.now() + DRAWN, settle)
        return channels.drawn(settle)
      }
      case 'rejoined':
      case 'opened':
      case 'inspected':
      case 'approved':
        return questions.hear(message)
      case 'position':
        stage = movedTo(stage, message.position)
        return hearers.position.forEach((hear) => stage && hear(stage))
      case 'health':
        health.set(message.health.deck, message.health)
        return hearers.health.forEach((hear) => hear(message.health))
      case 'live':
        return hearers.live.forEach((hear) => hear(message.live))
      case 'changed':
        return hearers.change.forEach((hear) => hear(message))
      case 'refused':
        questions.refused(message.what, message.why)
        return become({ why: message.why })
      case 'tick':
        return
      default:
        message satisfies never
    }
  }

  function follow(intent: string, pane: PaneId, tell?: (phase: Phase) => void): Performance {
    const done = new Promise<Outcome>((settle) =>
      running.set(key(intent, pane), { pane, tell, settle }),
    )
    return {
      done,
      hurry: () => send({ type: 'hurry', intent, pane }),
      cancel() {
        const id = key(intent, pane)
        const one = running.get(id)
        if (!one) return
        running.delete(id)
        send({ type: 'cancel', intent, pane })
        one.settle({ ok: false, why: 'cancelled' })
      },
    }
  }

  connect()
  return {
    status: () => status,
    onStatus: (hear) => listen(hearers.status, hear),
    onWelcome: (hear) => listen(hearers.welcome, hear),
    onPosition: (hear) => listen(hearers.position, hear),
    onHealth(hear) {
      health.forEach((known) => hear(known))
      return listen(hearers.health, hear)
    },
    check: (deck) => send({ type: 'check', deck }),
    attach: (demo, pane, emit) => channels.attach(demo, pane, emit),
    perform(demo, pane, step, tell) {
      if (status.at !== 'open') return already(OFFLINE)
      // The panes of one press are asked for in one message, so that they start together.
      if (batch?.demo !== demo || batch.step !== step || batch.panes.includes(pane)) {
        const mine = (batch = { intent: options.newIntent(), demo, step, panes: [] as PaneId[] })
        queueMicrotask(() => {
          if (batch === mine) batch = null
          send({ type: 'perform', ...mine })
        })
      }
      batch.panes.push(pane)
      const { intent } = batch
      intents.set(key(demo, pane), (of) => (of === step ? intent : undefined))
      return follow(intent, pane, tell)
    },
    resume(intent, pane, tell) {
      if (status.at !== 'open') return already(OFFLINE)
      const performance = follow(intent, pane, tell)
      send({ type: 'resume', intent, pane })
      return performance
    },
    intent: (demo, pane, step) => intents.get(key(demo, pane))?.(step),
    input(demo, pane, data) {
      for (const piece of pieces(data)) send({ type: 'input', demo, pane, data: piece })
    },
    rescue: (demo) => send({ type: 'rescue', demo }),
    ...questions.asks,
    onLive: (hear) => listen(hearers.live, hear),
    onChange: (hear) => listen(hearers.change, hear),
    publish: (position) => send({ type: 'position', position }),
    press: (action, seen) => (status.at === 'open' ? presses.ask(action, seen) : presses.gone()),
    onPress: (hear) => listen(presses.hearers, hear),
    timer: (action) => send({ type: 'timer', action }),
    onRemote: phones.on,
    onTimer: timing.on,
    admit(ticket) {
      secrets.ticket = ticket
      if (status.at === 'open' && wire) return
      hangUp()
      become({ at: 'connecting' })
      connect()
    },
    take: () => send({ type: 'take' }),
    give: () => send({ type: 'give' }),
    close: hangUp,
  }
}

const key = (a: string, b: string) => `${a} ${b}`
