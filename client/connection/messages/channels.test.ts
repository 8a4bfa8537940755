import { expect, it } from 'vitest'
import type { Signal } from '../../../core/base/event.ts'
import { network } from '../../../test/support/page-network.ts'

it('acknowledges output that was parsed, each 64 KB, and none that was only received', () => {
  const net = network()
  net.open()
  const parsed: (() => void)[] = []
  const seen: Signal[] = []
  net.connection.attach('d', 'a', (signal, done) => {
    seen.push(signal)
    if (done) parsed.push(done)
  })
  const attach = net.sent().find((one) => one.type === 'attach')!
  net.bytes(attach.channel, new Uint8Array(40_000))
  net.bytes(attach.channel, new Uint8Array(40_000))
  const acks = () => net.sent().filter((one) => one.type === 'ack')
  expect(seen).toHaveLength(2)
  expect(acks()).toEqual([])
  parsed.forEach((done) => done())
  expect(acks()).toEqual([{ type: 'ack', channel: attach.channel, bytes: 80_000 }])
})

it('is silent after detach, and tells the server', () => {
  const net = network()
  net.open()
  const seen: Signal[] = []
  const stop = net.connection.attach('d', 'a', (signal) => seen.push(signal))
  stop()
  stop()
  net.bytes(1, new Uint8Array(3))
  expect(seen).toEqual([])
  expect(net.sent().filter((one) => one.type === 'detach')).toHaveLength(1)
})

it('attaches its views again after a reconnection', () => {
  const net = network()
  net.open()
  net.connection.attach('d', 'a', () => {})
  net.wires[0]!.onclose?.({ code: 1006 })
  net.clock.advance(1_000)
  net.open()
  expect(net.sent().map((one) => one.type)).toContain('attach')
})
