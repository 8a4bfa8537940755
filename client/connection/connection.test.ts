import { expect, it } from 'vitest'
import { encodeFrame } from '../../core/protocol/binary-frame.ts'
import { INPUT_LIMIT, type ServerMessage } from '../../core/protocol/messages.ts'
import { fuzz, mutate, mutateJson, pick } from '../../test/support/fuzz.ts'
import { network } from '../../test/support/page-network.ts'

it('survives every message of the server, and sends no message without a reason', async () => {
  const of = { intent: 'intent-01', pane: 'a' } as const
  const all: ServerMessage[] = [
    { type: 'welcome', protocol: 1, role: 'mirror', token: 't', position: null, live: {} },
    { type: 'role', role: 'presenter' },
    { type: 'tick' },
    {
      type: 'reset',
      channel: 1,
      offset: 0,
      snapshot: { size: { cols: 80, rows: 24 }, screen: 'a' },
    },
    { type: 'exit', channel: 1, status: 0 },
    { type: 'phase', ...of, phase: 'typing' },
    { type: 'outcome', ...of, outcome: { ok: false, why: 'exit', status: 1 } },
    { type: 'rejoined', demo: 'd', step: 'hello', ok: true },
    {
      type: 'position',
      position: {
        deck: 'd',
        h: 1,
        v: 0,
        f: -1,
        demos: {},
        next: { kind: 'end' },
        place: 'd 1',
      },
    },
    { type: 'stage', held: false },
    { type: 'timer', running: true, elapsed: 1_000 },
    { type: 'wake', id: '1' },
    { type: 'press', id: '1', from: 'remote', action: 'next', seen: 'd 1', within: 1 },
    { type: 'pressed', id: '1', done: false, why: 'x' },
    { type: 'refused', what: 'attach', why: 'no' },
  ]
  const texts = all.map((one) => Buffer.from(JSON.stringify(one)))
  const net = network()
  net.open()
  net.connection.attach('d', 'a', (_, parsed) => parsed?.())
  fuzz(2_000, (random) => {
    if (net.wires.at(-1)!.closed || random() < 0.02) {
      net.wires.at(-1)!.onclose?.({ code: pick(random, [1000, 1006, 4410, 4429]) })
      net.clock.advance(10_000)
      net.open()
    }
    if (random() < 0.1) void net.connection.perform('d', 'a', 'hello').done
    const one = pick(random, all)
    const text =
      random() < 0.6
        ? JSON.stringify(mutateJson(one, all, random))
        : Buffer.from(mutate(pick(random, texts), texts, random)).toString()
    net.wires.at(-1)!.onmessage?.({ data: text ?? '' })
    net.bytes(Math.floor(random() * 3), mutate(texts[0]!, texts, random))
    const cut = mutate(encodeFrame({ channel: 1, offset: 9, bytes: texts[0]! }), texts, random)
    net.wires.at(-1)!.onmessage?.({ data: Uint8Array.from(cut).buffer })
    net.clock.advance(Math.floor(random() * 400))
  })
  const types = new Set(net.wires.flatMap((wire) => wire.sent.map((one) => one.type)))
  // These are the messages that it sends by itself: answers, acknowledgements, and resumed
  // requests.
  for (const type of types)
    expect([
      ...['hello', 'tick', 'attach', 'ack', 'awake', 'perform', 'resume', 'cancel', 'detach'],
    ]).toContain(type)
})

it('types as much as it likes, in messages that are not too long', () => {
  const net = network()
  net.open()
  const text = 'x'.repeat(INPUT_LIMIT - 1) + '🙂'.repeat(INPUT_LIMIT)
  net.connection.input('d', 'a', text)
  const typed = net.sent().flatMap((one) => (one.type === 'input' ? [one.data] : []))
  expect(typed.join('')).toBe(text)
  expect(typed[0]).toHaveLength(INPUT_LIMIT - 1)
  for (const piece of typed) expect(piece.length).toBeLessThanOrEqual(INPUT_LIMIT)
})
