import { expect, it } from 'vitest'
import { Close, encode } from '../../core/protocol/messages.ts'
import { network, settled } from '../../test/support/page-network.ts'
import { refusalOf } from './server-socket.ts'
import type { Status } from './types.ts'

it('shows its ticket, keeps the token, and shows that one from then on', () => {
  const net = network()
  net.open()
  expect(net.sent()[0]).toEqual({
    type: 'hello',
    protocol: 1,
    ticket: 'ticket',
    page: 'the-page',
  })
  expect(net.kept).toEqual(['token'])
  net.wires[0]!.onclose?.({ code: 1006 })
  net.clock.advance(1_000)
  net.open()
  expect(net.sent()[0]).toEqual({ type: 'hello', protocol: 1, token: 'token', page: 'the-page' })
})

it('shows a fresh ticket at once where the server is lost or has refused it', () => {
  for (const code of [1006, Close.Unauthorised]) {
    const net = network()
    net.open()
    net.wires[0]!.onclose?.({ code })
    net.connection.admit('fresh')
    expect(net.connection.status().at).toBe('connecting')
    expect(net.wires.length).toBe(2)
    net.open()
    // A new server knows no token of the old one, and takes the ticket.
    expect(net.sent()[0]).toMatchObject({ type: 'hello', ticket: 'fresh', page: 'the-page' })
    expect(net.connection.status()).toMatchObject({ at: 'open', role: 'presenter' })
    expect(net.connection.status()).not.toHaveProperty('why')
    net.clock.advance(1_000)
    expect(net.wires.length).toBe(2)
  }
})

it('keeps a ticket that comes while all is well, and disturbs nothing that runs', async () => {
  const net = network()
  net.open()
  const { done } = net.connection.perform('d', 'a', 'hello')
  net.connection.admit('fresh')
  expect(net.wires.length).toBe(1)
  expect(await settled(done)).toBeUndefined()
  net.wires[0]!.onclose?.({ code: 1006 })
  net.clock.advance(1_000)
  net.open()
  expect(net.sent()[0]).toMatchObject({ token: 'token', ticket: 'fresh' })
  // Shown once.
  net.wires[1]!.onclose?.({ code: 1006 })
  net.clock.advance(1_000)
  net.open()
  expect(net.sent()[0]).not.toHaveProperty('ticket')
})

it('notices a silent loss within two seconds, and ignores later messages on the dead socket', async () => {
  const net = network()
  net.open()
  const { done } = net.connection.perform('d', 'a', 'hello')
  net.clock.advance(2_000)
  expect(await settled(done)).toMatchObject({ ok: false, why: 'offline' })
  expect(net.wires[0]!.closed).toBe(true)
  const before = net.connection.status()
  net.wires[0]!.onmessage?.({ data: encode({ type: 'role', role: 'mirror' }) })
  expect(net.connection.status()).toEqual(before)
})

it('stays while the server ticks', () => {
  const net = network()
  net.open()
  for (let i = 0; i < 20; i++) {
    net.clock.advance(500)
    net.arrive({ type: 'tick' })
  }
  expect(net.connection.status().at).toBe('open')
})

it('does not come back after it was refused, and tells what to do', () => {
  const net = network()
  const seen: Status[] = []
  net.connection.onStatus((status) => seen.push(status))
  net.wires[0]!.onopen?.()
  net.wires[0]!.onclose?.({ code: Close.Unauthorised })
  net.clock.advance(10_000)
  expect(net.wires).toHaveLength(1)
  expect(seen.at(-1)).toMatchObject({ at: 'refused' })
  expect(seen.at(-1)!.why).toContain('fresh link')
})

it('comes back where a busy machine made its hello late', () => {
  const net = network()
  net.wires[0]!.onclose?.({ code: Close.Late })
  expect(net.connection.status().at).toBe('lost')
  net.clock.advance(10_000)
  expect(net.wires.length).toBeGreaterThan(1)
})

const told = (project: string | null, shown: boolean) =>
  refusalOf(Close.Unauthorised, { project, shown })

it('tells a refused page whose server this is, as far as it knows', () => {
  const rest = 'only recordings beside it: Enter, where cuecast runs, prints a fresh link'
  expect(told('talks', false)).toBe(`not a window of the stage of the project talks; ${rest}`)
  expect(told(null, false)).toBe(`not a window of the stage; ${rest}`)
  expect(told('talks', true)).toBe(
    `this link was used before, or is of another server than this one, which shows the project talks; ${rest}`,
  )
  expect(told(null, true)).toBe(
    `this link was used before, or is of another server than this one; ${rest}`,
  )
})
