import { expect, it } from 'vitest'
import type { Position } from '../../core/protocol/position.ts'
import type { Play } from '../demo/play.ts'
import { createPublisher, type PublisherOptions } from './publisher.ts'

/** A window with one demo, or with none, and what it published. `on`: the demo on the slide. */
function open({ on = 'demo', plays = true }: { on?: string | null; plays?: boolean } = {}) {
  const published: Position[] = []
  const where = { h: 1, v: 0, f: -1 }
  const state = { at: 'ready', step: 0, panes: {}, pressed: 0 }
  const play = { state, script: { steps: [{ id: 'one' }, { id: 'two' }] } }
  const publisher = createPublisher({
    connection: {
      intent: () => undefined,
      publish: (position) => void published.push(position),
    },
    deck: 'talk',
    plays: new Map(plays ? [['demo', play as unknown as Play]] : []),
    controller: {
      deck: { where: () => where },
      demo: on,
      next: { kind: 'slide' },
      presses: 0,
    } as unknown as PublisherOptions['controller'],
  })
  return { publisher, published, where, state }
}

it('tells nothing twice, and of the demos only what has changed', () => {
  const { publisher, published, where, state } = open()
  publisher.publish(null)
  publisher.publish(null)
  expect(published).toMatchObject([{ deck: 'talk', h: 1, demos: { demo: { step: 0 } } }])
  where.h = 2
  publisher.publish(null)
  expect(published.at(-1)).toMatchObject({ h: 2, demos: {} })
  state.step = 1
  publisher.changed('demo')
  publisher.publish(null)
  expect(published).toHaveLength(3)
  expect(published.at(-1)).toMatchObject({ h: 2, demos: { demo: { step: 1 } } })
})

it('tells all of it again to whoever may know nothing', () => {
  const { publisher, published } = open()
  publisher.publish(null)
  publisher.forget()
  publisher.publish(null)
  expect(published).toHaveLength(2)
  expect(published[1]).toEqual(published[0])
})

it('tells of a demo that has changed on another slide', () => {
  const { publisher, published, state } = open({ on: null })
  publisher.publish(null)
  state.step = 1
  publisher.changed('demo')
  publisher.publish(null)
  expect(published.at(-1)).toMatchObject({ demos: { demo: { step: 1 } } })
})

it('tells all of it again also in a deck without demos', () => {
  const { publisher, published } = open({ on: null, plays: false })
  publisher.publish(null)
  publisher.forget()
  publisher.publish(null)
  expect(published).toHaveLength(2)
})

it('names another place after each step of the demo on the slide', () => {
  const { publisher, state } = open()
  const before = publisher.place()
  expect(publisher.place()).toBe(before)
  state.step = 1
  expect(publisher.place()).not.toBe(before)
})
