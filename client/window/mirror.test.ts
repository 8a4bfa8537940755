import { expect, it } from 'vitest'
import type { PaneState, RunnerState } from '../../core/runner/runner.ts'
import { movedTo, type Position } from '../../core/protocol/position.ts'
import { decodeClient, encode, MESSAGE_LIMIT } from '../../core/protocol/messages.ts'
import type { PressAction, Pressed } from '../../core/protocol/messages.ts'
import { createMirror } from './mirror.ts'
import type { Play } from '../demo/play.ts'
import type { Controller } from '../deck/controller.ts'
import type { Connection, ForwardedPress, Status } from '../connection/types.ts'

/** A fake window with control: the requests to it, and its actions. */
function stage(plays: ReadonlyMap<string, Play> = new Map(), from: Position | null = null) {
  const done: PressAction[] = []
  const published: Position[] = []
  let hear: ((press: ForwardedPress) => Pressed) | null = null
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
  const controller = {
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
  } as unknown as Controller
  createMirror({ connection, deck: 'talk', plays, controller, from })
  const ask = (action: PressAction, seen: string) =>
    hear!({ type: 'press', id: '1', from: 'window', action, seen, within: 2_000 })
  return { done, ask, where, published, seen: () => published.at(-1)!.place }
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

// A step waits for its recording before it is asked for: whoever comes then would find the outcome of
// the step before, and take this one for done.
it('publishes the performance from before a reload for its own step, and for no other', () => {
  const panes = { main: { mode: 'live', cause: 'none', phase: 'setup', run: 3 } }
  const state = { step: 1, at: 'running', panes }
  const script = { panes: ['main'], steps: [{ id: 'one' }, { id: 'two' }] }
  const plays = new Map([['demo', { state, script, watch: () => () => {} } as unknown as Play]])
  const before = (step: number) =>
    ({ demos: { demo: { step, panes: { main: { intent: 'intent-01' } } } } }) as unknown as Position
  const told = (from: Position) =>
    stage(plays, from).published.at(-1)!.demos['demo']?.panes['main']?.intent
  expect(told(before(1))).toBe('intent-01')
  expect(told(before(0))).toBeUndefined()
})

/** So many demos of four panes, of which none can run, and why: in a script of three bytes a letter. */
function many(count: number) {
  const pane: PaneState = {
    mode: 'replay',
    cause: 'fault',
    phase: 'idle',
    run: 0,
    why: '没'.repeat(200),
  }
  const panes = Object.fromEntries(['a', 'b', 'c', 'd'].map((id) => [id, pane]))
  let read = 0
  const states = new Map<string, RunnerState>()
  const tells = new Map<string, () => void>()
  const names = Array.from({ length: count }, (_, n) => `demo-${n}`)
  const plays = new Map(
    names.map((name) => {
      states.set(name, { at: 'ready', step: 0, panes, pressed: 0 })
      const play = {
        script: { steps: [{ id: 'one' }] },
        get state() {
          read += 1
          return states.get(name)
        },
        watch: (tell: () => void) => tells.set(name, tell),
      }
      return [name, play as unknown as Play]
    }),
  )
  const to = (name: string, step: number) => {
    states.set(name, { ...states.get(name)!, step })
    tells.get(name)!()
  }
  return { plays, names, to, read: () => read }
}
const bytes = (position: Position) =>
  new TextEncoder().encode(encode({ type: 'position', position })).length

it.each([200, 2_000])('tells where %i demos stand in messages that a server accepts', (count) => {
  const { plays, names } = many(count)
  const { published } = stage(plays)
  expect(Math.max(...published.map(bytes))).toBeLessThan(MESSAGE_LIMIT)
  const heard = published.map((one) => decodeClient(encode({ type: 'position', position: one })))
  expect(heard).not.toContain(null)
  const all = published.reduce<Position | null>(movedTo, null)
  expect(Object.keys(all!.demos)).toEqual(names)
})

it('then tells only what has changed, and reads nothing else', () => {
  const { plays, names, to, read } = many(200)
  const { published } = stage(plays)
  const first = published.reduce<Position | null>(movedTo, null)
  const [said, looked] = [published.length, read()]
  to('demo-7', 1)
  to('demo-7', 1)
  expect(published).toHaveLength(said + 1)
  expect(read() - looked).toBe(2)
  expect(Object.keys(published.at(-1)!.demos)).toEqual(['demo-7'])
  const now = movedTo(first, published.at(-1)!)
  expect(now.demos['demo-7']?.step).toBe(1)
  expect(Object.keys(now.demos)).toEqual(names)
  expect(now.demos['demo-8']).toBe(first!.demos['demo-8'])
})
