import { expect, it } from 'vitest'
import { network } from '../../../test/support/page-network.ts'

it('asks for a press and gets its result; nothing, if the server dies', async () => {
  const net = network()
  net.open()
  const done = net.connection.press('next', 'here')
  const lost = net.connection.press('back', 'here')
  const [first] = net.sent().filter((one) => one.type === 'press')
  net.arrive({ type: 'pressed', id: first!.id, done: false, why: 'the stage has moved on' })
  expect(await done).toEqual({ done: false, why: 'the stage has moved on' })
  net.wires[0]!.onclose?.({ code: 1006 })
  expect(await lost).toMatchObject({ done: false })
  expect(await net.connection.press('next', 'here')).toMatchObject({ done: false })
})

it('ignores a press that is late, or that it never said it was awake for', () => {
  const net = network()
  net.open()
  const heard: string[] = []
  net.connection.onPress(({ id }) => {
    heard.push(id)
    return { done: true }
  })
  const press = { type: 'press', from: 'window', action: 'next', seen: 'here' } as const
  net.arrive({ ...press, id: '1', within: 300 })
  net.arrive({ type: 'wake', id: '2' })
  net.clock.advance(300)
  net.arrive({ ...press, id: '2', within: 300 })
  net.arrive({ type: 'wake', id: '3' })
  net.clock.advance(299)
  net.arrive({ ...press, id: '3', within: 300 })
  net.arrive({ ...press, id: '3', within: 300 })
  expect(heard).toEqual(['3'])
  expect(net.sent().filter((one) => one.type === 'awake')).toHaveLength(2)
})

it('answers what it is asked, once', () => {
  const net = network()
  net.open()
  net.connection.onPress(({ seen }) =>
    seen === 'here' ? { done: true } : { done: false, why: 'not here' },
  )
  const press = { type: 'press', from: 'window', action: 'next', within: 2_000 } as const
  for (const id of ['7', '8']) net.arrive({ type: 'wake', id })
  net.arrive({ ...press, id: '7', seen: 'here' })
  net.arrive({ ...press, id: '8', seen: 'there' })
  expect(net.sent().filter((one) => one.type === 'pressed')).toEqual([
    { type: 'pressed', id: '7', done: true },
    { type: 'pressed', id: '8', done: false, why: 'not here' },
  ])
})
