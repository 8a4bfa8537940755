import { beforeEach, describe, expect, it } from 'vitest'
import { Close } from '../../../core/protocol/messages.ts'
import type { ClientMessage } from '../../../core/protocol/messages.ts'
import { attach, hello, openStage, position, sheet, watching } from './fake-stage.ts'
import type { Stage } from './fake-stage.ts'

let s: Stage
beforeEach(() => {
  s = openStage()
})

describe('moves of the deck', () => {
  const to = (f: number): ClientMessage => ({ type: 'position', position: { ...position, f } })

  it('are all passed on at the speed of a key that is held down', () => {
    const [stage, mirror] = [s.window(), s.window()]
    for (let f = 0; f < 300; f++) {
      stage.say(to(f))
      s.clock.advance(33)
    }
    expect(mirror.of('position').map((one) => one.position.f)).toEqual(
      Array.from({ length: 300 }, (_, f) => f),
    )
  })

  it('in a flood are passed on a few times, and the last one always', () => {
    const [stage, mirror] = [s.window(), s.window()]
    for (let f = 0; f < 2_000; f++) stage.say(to(f))
    s.clock.advance(1_000)
    expect(mirror.of('position').length).toBeLessThan(100)
    expect(mirror.of('position').at(-1)?.position.f).toBe(1_999)
    expect(s.hub.position()?.f).toBe(1_999)
  })

  it('that each name another demo are joined, however many wait', () => {
    const [stage, mirror] = [s.window(), s.window()]
    const standing = { step: 1, at: 'ready', panes: {} } as const
    const names = Array.from({ length: 2_000 }, (_, n) => `demo-${n}`)
    for (const name of names)
      stage.say({ type: 'position', position: { ...position, demos: { [name]: standing } } })
    s.clock.advance(1_000)
    expect(Object.keys(s.hub.position()!.demos)).toEqual(names)
    const heard = mirror.of('position').flatMap((one) => Object.keys(one.position.demos))
    expect(heard).toEqual(names)
    expect(s.window().of('welcome')[0]?.position?.demos['demo-1999']).toEqual(standing)
  })

  it('that wait count when the window closes, but not after it has given control away', () => {
    const first = s.window()
    for (let f = 0; f < 200; f++) first.say(to(f))
    first.leave()
    expect(s.hub.position()?.f).toBe(199)
    const second = s.window()
    for (let f = 0; f < 100; f++) second.say(to(f))
    const third = s.window()
    third.say({ type: 'take' })
    third.say(to(7))
    s.clock.advance(1_000)
    second.leave()
    expect(s.hub.position()?.f).toBe(7)
  })
})

describe('a message that causes work', () => {
  it('is refused with an answer in a flood', async () => {
    const { presenter } = await watching(s)
    const before = s.spawned.length
    const many = (message: (n: number) => ClientMessage) => {
      for (let n = 0; n < 1_000; n++) presenter.say(message(n))
    }
    many(() => ({ type: 'inspect', demo: 'demo' }))
    expect(presenter.of('inspected')).toHaveLength(1_000)
    expect(presenter.of('inspected').filter(({ sheet: shown }) => shown).length).toBeLessThan(300)
    many((n) => hello(n + 10))
    many(() => ({ type: 'rejoin', demo: 'demo', step: 'hello' }))
    many(() => ({ type: 'open', demo: 'demo', pane: 'left' }))
    many(() => ({ type: 'rescue', demo: 'demo' }))
    many(() => ({ type: 'approve', demo: 'demo', hash: sheet.hash }))
    many(() => ({ type: 'check', deck: 'welcome' }))
    await s.settle(() => true)
    expect(s.spawned.length - before).toBeLessThan(300)
    const often = 'that was asked for too often'
    const refused = presenter
      .of('outcome')
      .filter(({ outcome }) => !outcome.ok && outcome.detail === often)
    expect(refused).toHaveLength(2_000)
    expect(presenter.of('rejoined')).toHaveLength(1_000)
    expect(presenter.of('opened').filter(({ why }) => why === often)).toHaveLength(1_000)
    expect(presenter.of('approved').filter(({ why }) => why === often)).toHaveLength(1_000)
    for (const what of ['rescue', 'check'])
      expect(presenter.of('refused').filter((one) => one.what === what)).toHaveLength(1_000)
    expect(presenter.state.closed).toBe(null)
    // The limit is a rate and no ban: a presenter who comes later is accepted.
    s.clock.advance(10_000)
    presenter.say(hello(5_000))
    await s.settle(() => presenter.of('outcome').length === 2_004)
  })

  it('ends a page that follows terminals without limit', () => {
    const page = s.window()
    for (let n = 0; n < 500; n++) page.say(attach(n))
    expect(page.state.closed).toBe(null)
    for (let n = 0; n < 1_000; n++) page.say(attach(1))
    expect(page.state.closed).toBe(Close.TooSlow)
  })
})
