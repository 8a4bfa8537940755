import { encodeFrame } from '../../core/protocol/binary-frame.ts'
import type { Outcome } from '../../core/demo/outcome.ts'
import { encode, type ClientMessage, type ServerMessage } from '../../core/protocol/messages.ts'
import { createConnection } from '../../client/connection/connection.ts'
import type { Wire } from '../../client/connection/types.ts'
import { fakeClock } from './fake-clock.ts'

/**
 * A page's connection whose network is the test: the messages that the page sent, and those that
 * the test lets arrive.
 */
export function network() {
  const clock = fakeClock()
  const wires: (Wire & { sent: ClientMessage[]; closed: boolean })[] = []
  const kept: string[] = []
  let serial = 0
  const connection = createConnection({
    clock,
    secrets: { ticket: 'ticket' },
    project: 'talks',
    keep: (token) => kept.push(token),
    page: 'the-page',
    newIntent: () => `intent-0${++serial}`,
    open() {
      const wire = {
        binaryType: '',
        onopen: null,
        onmessage: null,
        onclose: null,
        sent: [] as ClientMessage[],
        closed: false,
        send: (text: string) => void wire.sent.push(JSON.parse(text) as ClientMessage),
        close: () => void (wire.closed = true),
      } as Wire & { sent: ClientMessage[]; closed: boolean }
      wires.push(wire)
      return wire
    },
  })
  const now = () => wires.at(-1)!
  const net = {
    clock,
    connection,
    kept,
    wires,
    sent: () => now().sent,
    arrive: (message: ServerMessage) => now().onmessage?.({ data: encode(message) }),
    bytes: (channel: number, bytes: Uint8Array) => {
      const frame = encodeFrame({ channel, offset: 0, bytes })
      now().onmessage?.({ data: frame.buffer })
    },
    open() {
      now().onopen?.()
      const welcome = { protocol: 1, role: 'presenter', position: null, live: {} } as const
      net.arrive({ type: 'welcome', token: 'token', ...welcome })
    },
  }
  return net
}

/** The outcome of a performance, if it has one by now. */
export const settled = async (done: Promise<Outcome>) => {
  let outcome: Outcome | undefined
  void done.then((one) => (outcome = one))
  for (let i = 0; i < 5; i++) await Promise.resolve()
  return outcome
}
