import { expect, it } from 'vitest'
import type { DeckHealth } from '../../../core/health/health.ts'
import { network } from '../../../test/support/page-network.ts'

it('tells the health of a deck to late listeners, until a new server is there', () => {
  const net = network()
  net.open()
  const health: DeckHealth = {
    deck: 'talk',
    title: 'A talk',
    word: 'live',
    summary: '',
    checked: '',
    findings: [],
    demos: [],
  }
  const heard: string[] = []
  net.arrive({ type: 'health', health })
  net.connection.onHealth(({ word }) => heard.push(word))
  net.arrive({ type: 'health', health: { ...health, word: 'replay only' } })
  expect(heard).toEqual(['live', 'replay only'])
  net.connection.check('talk')
  expect(net.sent().at(-1)).toEqual({ type: 'check', deck: 'talk' })
  net.open()
  net.connection.onHealth(({ word }) => heard.push(`later ${word}`))
  expect(heard).toEqual(['live', 'replay only'])
})

it('puts the position together from its changes, until the next welcome', () => {
  const net = network()
  net.open()
  const seen: (readonly string[])[] = []
  net.connection.onPosition(({ demos }) => {
    seen.push(Object.entries(demos).map(([name, { step }]) => `${name} ${step}`))
  })
  const place = { deck: 'talk', h: 0, v: 0, f: -1, next: { kind: 'slide' }, place: 'p' } as const
  const move = (name: string, step: number) => {
    const demos = { [name]: { step, at: 'ready', panes: {} } } as const
    net.arrive({ type: 'position', position: { ...place, demos } })
  }
  move('a', 0)
  move('b', 0)
  move('a', 1)
  net.wires[0]!.onclose?.({ code: 1006 })
  net.clock.advance(1_000)
  net.open()
  move('c', 0)
  expect(seen).toEqual([['a 0'], ['a 0', 'b 0'], ['a 1', 'b 0'], ['c 0']])
})
