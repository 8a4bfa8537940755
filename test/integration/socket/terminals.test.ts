import { beforeEach, describe, expect, it } from 'vitest'
import { CREDIT } from '../../../core/protocol/flow-control.ts'
import { TICK } from '../../../core/protocol/heartbeat.ts'
import { attach, hello, intent, openStage, watching } from './fake-stage.ts'
import type { Stage } from './fake-stage.ts'

const KB = 1024

let s: Stage
beforeEach(() => {
  s = openStage()
})

describe('a terminal', () => {
  it('is followed from a snapshot, until it is left', async () => {
    const { presenter, left } = await watching(s)
    expect(presenter.of('reset')).toMatchObject([{ channel: 1 }])
    left.print('one')
    s.clock.advance(10)
    expect(presenter.output(1)).toBe('one')
    presenter.say({ type: 'detach', channel: 1 })
    left.print('two')
    left.leave(0)
    s.clock.advance(100)
    expect(presenter.output(1)).toBe('one')
    expect(presenter.of('exit')).toEqual([])
  })

  it('that opens later is followed then, and so is the one that replaces it', async () => {
    const page = s.window()
    page.say(attach(7, 'right'))
    expect(page.of('reset')).toEqual([])
    page.say(hello())
    await s.settle(() => page.of('outcome').length === 2)
    expect(page.of('reset')).toMatchObject([{ channel: 7 }])
    s.clock.advance(20)
    expect(page.output(7)).toContain('right\r\n')
    page.say({ type: 'rescue', demo: 'demo' })
    page.say(hello(2))
    await s.settle(() => page.of('outcome').length === 4)
    expect(page.of('reset')).toHaveLength(2)
  })

  it('has delivered all of its output before an outcome is told', async () => {
    const { presenter, left } = await watching(s)
    const answer = 'x'.repeat(4 * KB)
    left.print(answer)
    left.print(' and within the window')
    expect(presenter.output(1)).toBe(answer)
    presenter.say({ type: 'resume', intent: intent(1), pane: 'left' })
    // No time passes, after which held output would be sent anyway.
    await new Promise(setImmediate)
    expect(presenter.of('outcome')).toHaveLength(3)
    expect(presenter.before.at(-1)).toBe(`${answer} and within the window`)
  })

  it('reports its end', async () => {
    const { presenter, left } = await watching(s)
    left.leave(137)
    expect(presenter.of('exit')).toEqual([{ type: 'exit', channel: 1, status: 137 }])
  })

  it('is watched on only so many channels', () => {
    const page = s.window()
    for (let channel = 0; channel < 65; channel++) page.say(attach(channel))
    expect(page.of('refused')).toEqual([
      { type: 'refused', what: 'attach', why: 'too many terminals' },
    ])
    page.say(attach(3))
    expect(page.of('refused')).toHaveLength(1)
  })

  it('sends no more bytes and keeps no reader when its window is gone', async () => {
    const { presenter, left } = await watching(s)
    presenter.leave()
    const before = presenter.heard.length
    left.print('x'.repeat(CREDIT.high + 1))
    s.clock.advance(5_000)
    expect(presenter.frames).toEqual([])
    expect(presenter.heard).toHaveLength(before)
    expect(left.flow).toEqual([])
  })
})

describe('credit', () => {
  const flood = (left: { print(text: string): void }, bytes: number) => {
    for (let n = 0; n < bytes; n += 16 * KB) left.print('x'.repeat(16 * KB))
  }

  it('of the presenter pauses the terminal, until enough was drawn', async () => {
    const { presenter, left } = await watching(s)
    flood(left, CREDIT.high)
    s.clock.advance(100)
    expect(left.flow).toEqual(['pause'])
    expect(presenter.output(1)).toHaveLength(CREDIT.high)
    presenter.say({ type: 'ack', channel: 1, bytes: CREDIT.high - CREDIT.low - 1 })
    expect(left.flow).toEqual(['pause'])
    presenter.say({ type: 'ack', channel: 1, bytes: 1 })
    expect(left.flow).toEqual(['pause', 'go'])
  })

  it('of a mirror does not count: a mirror that draws nothing slows nobody down', async () => {
    const { presenter, left } = await watching(s)
    presenter.say({ type: 'detach', channel: 1 })
    const mirror = s.window()
    mirror.say(attach(1))
    flood(left, 4 * CREDIT.high)
    s.clock.advance(100)
    expect(left.flow).toEqual([])
    expect(mirror.frames.length).toBeGreaterThan(0)
  })

  it('moves with control, and everything is followed again', async () => {
    const { presenter, left } = await watching(s)
    flood(left, CREDIT.high)
    expect(left.flow).toEqual(['pause'])
    const other = s.window()
    other.say(attach(1))
    other.say({ type: 'take' })
    // Neither owes anything yet, because both start at a snapshot.
    expect(left.flow).toEqual(['pause', 'go'])
    expect(presenter.of('reset')).toHaveLength(2)
    expect(other.of('reset')).toHaveLength(2)
    presenter.say({ type: 'detach', channel: 1 })
    flood(left, CREDIT.high)
    expect(left.flow).toEqual(['pause', 'go', 'pause'])
  })
})

describe('a socket that is full', () => {
  const stuck = 1024 * KB
  const flood = (left: { print(text: string): void }, bytes: number) => {
    for (let n = 0; n < bytes; n += 8 * KB) {
      left.print('x'.repeat(8 * KB))
      s.clock.advance(5)
    }
  }

  it('gets nothing more, and later a snapshot instead of everything it missed', async () => {
    const { left } = await watching(s)
    const mirror = s.window()
    mirror.say(attach(1))
    mirror.state.buffered = stuck
    flood(left, 2 * CREDIT.high)
    s.clock.advance(1_000)
    expect(mirror.frames).toEqual([])
    expect(mirror.of('reset')).toHaveLength(1)
    mirror.state.buffered = 0
    s.clock.advance(50)
    expect(mirror.of('reset')).toHaveLength(2)
    expect(mirror.frames).toEqual([])
    left.print('now')
    s.clock.advance(50)
    expect(mirror.output(1)).toBe('now')
  })

  it('pauses the terminal if it is the presenter’s, and misses nothing', async () => {
    const { presenter, left } = await watching(s)
    presenter.state.buffered = stuck
    flood(left, CREDIT.high)
    expect(presenter.frames).toEqual([])
    expect(left.flow).toEqual(['pause'])
    presenter.state.buffered = 0
    s.clock.advance(50)
    expect(presenter.output(1)).toHaveLength(CREDIT.high)
    expect(presenter.of('reset')).toHaveLength(1)
  })

  it('is checked again every 10 ms, however much was printed meanwhile', async () => {
    const { left } = await watching(s)
    const mirror = s.window()
    mirror.say(attach(1))
    mirror.state.buffered = stuck
    flood(left, CREDIT.high)
    mirror.state.looks = 0
    s.clock.advance(1_000)
    expect(mirror.state.looks).toBeGreaterThan(50)
    expect(mirror.state.looks).toBeLessThanOrEqual(101)
  })
})

describe('a sign of life', () => {
  it('comes twice a second, until the window is gone', () => {
    const page = s.window()
    for (let n = 0; n < 4; n++) s.clock.advance(TICK)
    expect(page.of('tick')).toHaveLength(4)
    page.leave()
    s.clock.advance(10 * TICK)
    expect(page.of('tick')).toHaveLength(4)
  })
  it('is answered, to a mirror too', () => {
    s.window()
    const mirror = s.window()
    mirror.say({ type: 'tick' })
    expect(mirror.of('tick')).toHaveLength(1)
  })
})
