import { expect, it } from 'vitest'
import type { ServerMessage } from '../../../core/protocol/messages.ts'
import { network, settled } from '../../../test/support/page-network.ts'

/** The first performance of pane `a` went well. */
const OUTCOME: ServerMessage = {
  type: 'outcome',
  intent: 'intent-01',
  pane: 'a',
  outcome: { ok: true, duration: 1, lines: 1 },
}

it('asks for the panes of one press in one message', async () => {
  const net = network()
  net.open()
  net.connection.perform('d', 'a', 'hello')
  net.connection.perform('d', 'b', 'hello')
  await Promise.resolve()
  net.connection.perform('d', 'a', 'hello')
  await Promise.resolve()
  expect(net.sent().filter((one) => one.type === 'perform')).toEqual([
    { type: 'perform', intent: 'intent-01', demo: 'd', step: 'hello', panes: ['a', 'b'] },
    { type: 'perform', intent: 'intent-02', demo: 'd', step: 'hello', panes: ['a'] },
  ])
})

it('names the performance of a step, and of no other', () => {
  const net = network()
  net.open()
  net.connection.perform('d', 'a', 'hello')
  expect(net.connection.intent('d', 'a', 'hello')).toBe('intent-01')
  expect(net.connection.intent('d', 'a', 'next')).toBeUndefined()
  expect(net.connection.intent('d', 'b', 'hello')).toBeUndefined()
})

it('ends its performances as offline when the server dies', async () => {
  const net = network()
  net.open()
  const { done } = net.connection.perform('d', 'a', 'hello')
  net.wires[0]!.onclose?.({ code: 1006 })
  expect(await settled(done)).toMatchObject({ ok: false, why: 'offline' })
  expect(net.connection.status().at).toBe('lost')
  expect(await settled(net.connection.perform('d', 'a', 'x').done)).toMatchObject({
    why: 'offline',
  })
})

it('reports an outcome only when all output before it is drawn', async () => {
  const net = network()
  net.open()
  const drawn: (() => void)[] = []
  net.connection.attach('d', 'a', (_, done) => void (done && drawn.push(done)))
  const { done } = net.connection.perform('d', 'a', 'hello')
  await Promise.resolve()
  net.bytes(1, new Uint8Array(9))
  net.arrive(OUTCOME)
  drawn.shift()?.()
  expect(await settled(done)).toBeUndefined()
  drawn.forEach((call) => call())
  expect(await settled(done)).toMatchObject({ ok: true })
})

it('does not wait for ever for a view that was taken down', async () => {
  const net = network()
  net.open()
  net.connection.attach('d', 'a', () => {})
  const { done } = net.connection.perform('d', 'a', 'hello')
  await Promise.resolve()
  net.arrive(OUTCOME)
  net.clock.advance(250)
  expect(await settled(done)).toMatchObject({ ok: true })
})

it('ends as offline what is not yet drawn when the server dies', async () => {
  const net = network()
  net.open()
  net.connection.attach('d', 'a', () => {})
  const { done } = net.connection.perform('d', 'a', 'hello')
  await Promise.resolve()
  net.arrive(OUTCOME)
  net.wires[0]!.onclose?.({ code: 1006 })
  expect(await settled(done)).toMatchObject({ ok: false, why: 'offline' })
})

it('resolves a cancelled performance at once, and ignores the outcome that comes late', async () => {
  const net = network()
  net.open()
  const performance = net.connection.perform('d', 'a', 'hello')
  await Promise.resolve()
  performance.cancel()
  const late = { type: 'outcome', intent: 'intent-01', pane: 'a' } as const
  net.arrive({ ...late, outcome: { ok: true, duration: 1, lines: 1 } })
  expect(await settled(performance.done)).toMatchObject({ ok: false, why: 'cancelled' })
  expect(net.sent().at(-1)).toMatchObject({ type: 'cancel', intent: 'intent-01', pane: 'a' })
})
