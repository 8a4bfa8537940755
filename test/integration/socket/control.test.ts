import { beforeEach, describe, expect, it } from 'vitest'
import { PROTOCOL } from '../../../core/protocol/messages.ts'
import type { ClientMessage, PressAction, ServerMessage } from '../../../core/protocol/messages.ts'
import { controls, hello, openStage, position, watching } from './fake-stage.ts'
import type { Stage } from './fake-stage.ts'

let s: Stage
beforeEach(() => {
  s = openStage()
})

describe('control', () => {
  const writes: ClientMessage[] = [
    hello(),
    ...controls,
    { type: 'position', position },
    { type: 'awake', id: '1' },
    { type: 'pressed', id: '1', done: true },
  ]

  it.each(writes)(
    'does not belong to a mirror: its $type is refused, and nothing happens',
    async (message) => {
      const { presenter, left } = await watching(s)
      const mirror = s.window()
      expect(mirror.of('welcome')[0]).toMatchObject({ role: 'mirror', protocol: PROTOCOL })
      const before = [s.spawned.length, s.typed.length, left.written.length, s.hub.position()]
      mirror.say(message)
      s.clock.advance(1_000)
      const news = ({ type }: ServerMessage) => !['tick', 'timer', 'stage'].includes(type)
      expect(mirror.heard.filter(news).slice(1)).toEqual([
        { type: 'refused', what: message.type, why: 'another window has control' },
      ])
      expect([s.spawned.length, s.typed.length, left.written.length, s.hub.position()]).toEqual(
        before,
      )
      expect(presenter.of('outcome')).toHaveLength(2)
      expect(mirror.state.closed).toBe(null)
    },
  )

  it('is handed over on request, and the old window is refused from then on', async () => {
    const [first, second] = [s.window(), s.window()]
    second.say({ type: 'take' })
    expect(first.of('role')).toEqual([{ type: 'role', role: 'mirror' }])
    expect(second.of('role')).toEqual([{ type: 'role', role: 'presenter' }])
    first.say(hello(1))
    expect(first.of('refused')).toHaveLength(1)
    second.say(hello(2))
    await s.settle(() => second.of('outcome').length === 2)
    expect(s.typed.sort()).toEqual(['echo left', 'echo right'])
    expect(first.of('outcome')).toEqual([])
  })

  it('is free again when its window is gone, and the next one gets it', () => {
    const first = s.window()
    first.leave()
    expect(s.window().of('welcome')[0]).toMatchObject({ role: 'presenter' })
  })

  it('moves the mirrors, and a later window shows the slide of the presenter', () => {
    const [first, mirror] = [s.window(), s.window()]
    first.say({ type: 'position', position })
    expect(first.of('position')).toEqual([])
    expect(mirror.of('position')).toEqual([{ type: 'position', position }])
    expect(s.window().of('welcome')[0]).toMatchObject({ position })
  })
})

describe('a press from another window', () => {
  const press = (n: number, action: PressAction = 'next'): ClientMessage => ({
    type: 'press',
    id: `p${n}`,
    action,
    seen: 'here',
  })
  /** Returns the presses that a window got, after it has answered that it is awake. */
  const asked = (page: ReturnType<Stage['window']>) => {
    const sent = page.of('press').map(({ id }) => id)
    for (const { id } of page.of('wake')) if (!sent.includes(id)) page.say({ type: 'awake', id })
    return page.of('press')
  }

  it('goes only to the window that has control, and its answer comes back', () => {
    const [stage, view, other] = [s.window(), s.window('mirror'), s.window()]
    view.say(press(1))
    expect(asked(stage)).toMatchObject([{ from: 'window', action: 'next', seen: 'here' }])
    expect([...asked(view), ...asked(other), ...view.of('pressed')]).toEqual([])
    stage.say({ type: 'pressed', id: asked(stage)[0]!.id, done: true })
    expect(view.of('pressed')).toEqual([{ type: 'pressed', id: 'p1', done: true }])
    expect(other.of('pressed')).toEqual([])
    // The answer is passed on once, even if it comes late.
    stage.say({ type: 'pressed', id: asked(stage)[0]!.id, done: true })
    s.clock.advance(60_000)
    expect(view.of('pressed')).toHaveLength(1)
  })

  it('of two windows with the same id is answered to each of them', () => {
    const [stage, one, two] = [s.window(), s.window('mirror'), s.window('mirror')]
    one.say(press(1))
    two.say(press(1))
    const [first, second] = asked(stage)
    stage.say({ type: 'pressed', id: second!.id, done: false, why: 'the stage has moved on' })
    stage.say({ type: 'pressed', id: first!.id, done: true })
    expect(one.of('pressed')).toMatchObject([{ done: true }])
    expect(two.of('pressed')).toMatchObject([{ done: false, why: 'the stage has moved on' }])
  })

  it('ends when the window that it went to loses control', () => {
    const [stage, view] = [s.window(), s.window('mirror')]
    view.say(press(1))
    const [sent] = asked(stage)
    view.say({ type: 'take' })
    const why = 'another window has the stage now'
    expect(view.of('pressed')).toEqual([{ type: 'pressed', id: 'p1', done: false, why }])
    // A window that lost control cannot answer any more.
    stage.say({ type: 'pressed', id: sent!.id, done: true })
    expect(stage.of('refused')).toHaveLength(1)
    expect(view.of('pressed')).toHaveLength(1)
  })

  it('is sent to an awake window, with the rest of its time, and to none that slept', () => {
    const [stage, view] = [s.window(), s.window('mirror')]
    view.say(press(1))
    expect(stage.of('press')).toEqual([])
    s.clock.advance(1_500)
    const awake = () => stage.say({ type: 'awake', id: stage.of('wake').at(-1)!.id })
    awake()
    expect(stage.of('press')).toMatchObject([{ action: 'next', within: 500 }])
    view.say(press(2))
    s.clock.advance(2_000)
    expect(view.of('pressed').at(-1)).toMatchObject({ done: false, why: /does not answer/ })
    awake()
    expect(stage.of('press')).toHaveLength(1)
  })

  it('is answered at once if nobody has control, or if the window with control leaves or sleeps', () => {
    const view = s.window('mirror')
    const nobody = { done: false, why: 'no window has the stage' }
    view.say(press(1))
    expect(view.of('pressed')).toMatchObject([nobody])
    const stage = s.window()
    view.say(press(2))
    s.clock.advance(2_000)
    expect(view.of('pressed')[1]).toMatchObject({ done: false, why: /does not answer/ })
    view.say(press(3))
    stage.leave()
    expect(view.of('pressed')[2]).toMatchObject(nobody)
  })

  it('from a phone goes the same way', () => {
    const stage = s.window()
    const heard: unknown[] = []
    s.presses.ask({ from: 'remote', action: 'fallback', seen: 'here' }, (one) => heard.push(one))
    const [one] = asked(stage)
    expect(one).toMatchObject({ from: 'remote', action: 'fallback' })
    stage.say({ type: 'pressed', id: one!.id, done: true })
    expect(heard).toEqual([{ done: true }])
  })
})

describe('a presenter view', () => {
  it('leaves an empty stage empty until it takes control, and is told whether anybody has control', () => {
    const view = s.window('mirror')
    expect(view.of('welcome')[0]).toMatchObject({ role: 'mirror' })
    expect(view.of('stage').at(-1)).toMatchObject({ held: false })
    const stage = s.window()
    expect(stage.of('welcome')[0]).toMatchObject({ role: 'presenter' })
    expect(view.of('stage').at(-1)).toMatchObject({ held: true })
    stage.leave()
    expect(view.of('stage').at(-1)).toMatchObject({ held: false })
    view.say({ type: 'take' })
    expect(view.of('role')).toEqual([{ type: 'role', role: 'presenter' }])
  })
})

describe('the timer of the talk', () => {
  const told = (page: ReturnType<Stage['window']>) => {
    const { running, elapsed } = page.of('timer').at(-1)!
    return `${running ? 'running' : 'stands'} ${elapsed / 1_000}`
  }
  it('starts when the first slide is left, and every window is told', () => {
    const [stage, view] = [s.window(), s.window('mirror')]
    expect(told(view)).toBe('stands 0')
    stage.say({ type: 'position', position: { ...position, h: 0 } })
    s.clock.advance(5_000)
    expect(told(view)).toBe('stands 0')
    stage.say({ type: 'position', position })
    s.clock.advance(60_000)
    expect([told(stage), told(view)]).toEqual(['running 0', 'running 0'])
    expect(told(s.window())).toBe('running 60')
  })
  it('is paused, continued and restarted from any window, and outlives them all', () => {
    const [stage, view] = [s.window(), s.window('mirror')]
    view.say({ type: 'timer', action: 'start' })
    s.clock.advance(30_000)
    stage.say({ type: 'timer', action: 'pause' })
    stage.leave()
    view.leave()
    s.clock.advance(90_000)
    const later = s.window()
    expect(told(later)).toBe('stands 30')
    // Somebody paused it, so leaving a slide does not start it.
    later.say({ type: 'position', position })
    expect(told(later)).toBe('stands 30')
    later.say({ type: 'timer', action: 'start' })
    s.clock.advance(10_000)
    expect(told(s.window())).toBe('running 40')
    later.say({ type: 'timer', action: 'reset' })
    expect(told(later)).toBe('stands 0')
  })
})
