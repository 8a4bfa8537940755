import { once } from 'node:events'
import { afterEach, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { fakeClock } from '../../support/fake-clock.ts'
import type { Position } from '../../../core/protocol/position.ts'
import { Close, encode, PROTOCOL, type ClientMessage } from '../../../core/protocol/messages.ts'
import { createAudience, broadcastMoves } from '../../../server/audience/follower-listener.ts'
import { fakeRoutes, listen, turnedAway } from '../socket/test-server.ts'

let stops: (() => unknown)[] = []
afterEach(async () => {
  for (const stop of stops.reverse()) await stop()
  stops = []
})

const rest = { v: 0, f: -1, demos: {}, next: { kind: 'slide' }, place: 'welcome' } as const
const at = (h: number): Position => ({ deck: 'welcome', h, ...rest })

async function open() {
  let position: Position | null = at(3)
  const hearers = new Set<(position: Position, change: Position) => void>()
  const move = (next: Position) => {
    position = next
    for (const hear of hearers) hear(next, next)
  }
  const clock = fakeClock()
  const routes = fakeRoutes()
  const audience = createAudience({
    clock,
    routes: () => routes,
    broadcast: broadcastMoves({
      position: () => position,
      onMove(hear) {
        hearers.add(hear)
        return () => hearers.delete(hear)
      },
    }),
  })
  const listening = await listen(audience.server)
  stops.push(listening.stop, audience.close)
  const follow = async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${listening.port}/socket`, {
      origin: listening.origin,
    })
    const got: string[] = []
    socket.on('error', () => {}) // The tests look at the close code instead.
    socket.on('message', (data: Buffer) => got.push(data.toString()))
    stops.push(() => socket.terminate())
    await once(socket, 'open')
    return { socket, got, hello: () => socket.send('{"type":"hello","protocol":1}') }
  }
  return { clock, move, follow, listening, audience, hearers }
}
const closed = async (socket: WebSocket) => ((await once(socket, 'close')) as [number])[0]

test('a follower is told the position of the deck, and every move after that', async () => {
  const { follow, move, clock } = await open()
  const { got, hello } = await follow()
  hello()
  await expect.poll(() => got.length).toBe(2)
  move(at(4))
  clock.advance(500)
  await expect
    .poll(() => got.map((text): unknown => JSON.parse(text)))
    .toMatchObject([
      { type: 'welcome', role: 'mirror' },
      { type: 'position', position: { h: 3 } },
      { type: 'position', position: { h: 4 } },
      { type: 'tick' },
    ])
})

const forbidden: ClientMessage[] = [
  { type: 'take' },
  { type: 'tick' },
  { type: 'attach', channel: 1, demo: 'a', pane: 'b' },
  { type: 'detach', channel: 1 },
  { type: 'perform', intent: 'abcdefgh', demo: 'a', step: 'b', panes: ['c'] },
  { type: 'resume', intent: 'abcdefgh', pane: 'c' },
  { type: 'hurry', intent: 'abcdefgh', pane: 'c' },
  { type: 'cancel', intent: 'abcdefgh', pane: 'c' },
  { type: 'input', demo: 'a', pane: 'b', data: 'id\n' },
  { type: 'rescue', demo: 'a' },
  { type: 'rejoin', demo: 'a', step: 'b' },
  { type: 'position', position: at(9) },
  { type: 'hello', protocol: PROTOCOL, token: 'a.b' },
]
test.each(forbidden)('a follower must not send $type', async (message) => {
  const { follow, audience } = await open()
  const { socket, got, hello } = await follow()
  hello()
  await expect.poll(() => got.length).toBe(2)
  socket.send(encode(message))
  expect(await closed(socket)).toBe(Close.BadMessage)
  await expect.poll(() => audience.size()).toBe(0)
})

test('an ack is accepted and changes nothing', async () => {
  const { follow, move } = await open()
  const { socket, got, hello } = await follow()
  hello()
  socket.send('{"type":"ack","channel":0,"bytes":1024}')
  await expect.poll(() => got.length).toBe(2)
  move(at(4))
  await expect.poll(() => got.length).toBe(3)
})

test.each([
  ['bytes', Buffer.from([1])],
  ['no hello', '{"type":"ack","channel":0,"bytes":1}'],
  ['an ack of another shape', '{"type":"ack","channel":-1,"bytes":1}'],
  ['an extra field', '{"type":"hello","protocol":1,"role":"presenter"}'],
])('%s closes the socket', async (_, message) => {
  const { follow } = await open()
  const { socket } = await follow()
  socket.send(message)
  expect(await closed(socket)).toBe(Close.BadMessage)
})

test('the request guard also protects this listener', async () => {
  const { listening } = await open()
  expect(await turnedAway(listening.port, 'https://evil')).toBe(403)
})

test('closing it releases the hub', async () => {
  const { audience, hearers, follow } = await open()
  const { socket, got, hello } = await follow()
  hello()
  await expect.poll(() => got.length).toBe(2)
  audience.close()
  expect(await closed(socket)).toBe(1001)
  expect(hearers.size).toBe(0)
})
