import { expect, it } from 'vitest'
import type { Position } from '../core/position.ts'
import type { PressAction, Pressed } from '../core/protocol.ts'
import { follow } from './follow.ts'
import type { Shell } from './shell.ts'
import type { Connection, Forwarded, Status } from './wire.ts'

/** A window that has control, on paper: what it is asked, and what it did. */
function stage() {
  const done: PressAction[] = []
  const published: Position[] = []
  let hear: ((press: Forwarded) => Pressed) | null = null
  let tell = () => {}
  const where = { h: 1, v: 0, f: -1 }
  const status: Status = { at: 'open', role: 'presenter', held: true }
  const nothing = () => () => {}
  const connection = {
    status: () => status,
    onStatus: nothing,
    onWelcome: nothing,
    onPosition: nothing,
    onPress: (ask: typeof hear) => {
      hear = ask
      return () => {}
    },
    intent: () => undefined,
    publish: (position: Position) => void published.push(position),
  } as unknown as Connection
  const shell = {
    deck: { where: () => where, show: () => {} },
    next: { kind: 'slide' },
    demo: null,
    get presses() {
      return done.length
    },
    press(action: PressAction) {
      done.push(action)
      tell()
      return { done: true }
    },
    update: () => {},
    watch: (run: () => void) => {
      tell = run
      return () => {}
    },
    stop: () => {},
  } as unknown as Shell
  follow({ connection, deck: 'talk', plays: new Map(), shell, from: null })
  const ask = (action: PressAction, seen: string) =>
    hear!({ type: 'press', id: '1', from: 'window', action, seen, within: 2_000 })
  return { done, ask, where, seen: () => published.at(-1)!.place }
}

it('acts on a press that saw this place, and on none that saw another', () => {
  const s = stage()
  const before = s.seen()
  expect(s.ask('next', before)).toEqual({ done: true })
  // The second of two at once, and one that slept.
  expect(s.ask('next', before)).toEqual({ done: false, why: 'the stage has moved on' })
  expect(s.ask('next', 'talk 0 0 -1 0')).toMatchObject({ done: false })
  expect(s.done).toEqual(['next'])
  expect(s.ask('back', s.seen())).toEqual({ done: true })
  s.where.h = 2
  expect(s.ask('back', s.seen())).toMatchObject({ done: false })
  expect(s.done).toEqual(['next', 'back'])
})
