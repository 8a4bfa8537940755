import { describe, expect, it } from 'vitest'
import { driverContract } from '../../test/support/driver-contract.ts'
import type { TakeJson } from '../recording/bundle.ts'
import { decodeTake, encodeTake } from '../recording/bundle-codec.ts'
import type { Clock } from '../base/clock.ts'
import { END } from './driver.ts'
import type { Outcome } from '../demo/outcome.ts'
import type { Signal, TermEvent } from '../base/event.ts'
import { fakeClock } from '../../test/support/fake-clock.ts'
import { createReplay } from './replay-driver.ts'
import type { ReplayOptions } from './replay-driver.ts'
import type { PaneTake, Segment, Take } from '../recording/take.ts'
import { scheduleOf, type Pace } from '../recording/timeline.ts'

const size = { cols: 80, rows: 24 }
const out = (at: number, text: string): TermEvent => ({
  type: 'output',
  at,
  data: new TextEncoder().encode(text),
})
const typed = (text: string, from = 0): TermEvent[] =>
  [...text].map((char, index) => out(from + index * 40, char))
const segment = (
  step: string,
  screen: string,
  events: TermEvent[],
  more: Partial<Segment> = {},
) => ({
  step,
  opening: { size, screen },
  events,
  ...more,
})
const take: PaneTake = {
  size,
  closing: { size, screen: 'closing' },
  segments: [
    segment('hello', '$ ', [...typed('echo hello'), out(700, '\r\n'), out(5_700, 'hello\r\n$ ')], {
      typed: 600,
      measured: { status: 0, duration: 5_000, lines: 1 },
    }),
    segment('bye', '$ hello $ ', [...typed('exit'), out(400, '\r\nbye\r\n')], {}),
  ],
}
const pace = { idleLimit: 2_000, speed: 1 }

function rig(options: Partial<ReplayOptions> = {}) {
  const clock = fakeClock()
  const driver = createReplay(take, clock, () => ({ ...pace, ...options }))
  return {
    clock,
    driver,
    run: async (until: () => boolean) => {
      for (let turn = 0; turn < 3_000; turn++) {
        await Promise.resolve()
        if (until()) return
        clock.advance(10)
      }
      throw new Error('it never happened')
    },
  }
}
driverContract('replay', () => rig(), { types: false })

const shown = (seen: Signal[]) =>
  seen.map((signal) =>
    signal.type === 'reset'
      ? `[${signal.snapshot.screen}]`
      : signal.type === 'output'
        ? new TextDecoder().decode(signal.data)
        : signal.type,
  )

const dues = (segment: Segment, pace: Pace) =>
  segment.events.map(({ at }) => Math.round(scheduleOf([segment], pace).due(at)))

describe('a replay', () => {
  it('stands at the step it was asked for, and where it has played to', async () => {
    const { driver, run } = rig()
    const seen: Signal[] = []
    driver.attach((signal) => seen.push(signal))()
    driver.attach((signal) => seen.push(signal), 'bye')()
    driver.attach((signal) => seen.push(signal), END)()
    driver.attach((signal) => seen.push(signal), 'hello')()
    let outcome: Outcome | undefined
    void driver.perform('hello').done.then((one) => (outcome = one))
    await run(() => outcome !== undefined)
    driver.attach((signal) => seen.push(signal))
    expect(shown(seen)).toEqual(['[$ ]', '[$ hello $ ]', '[closing]', '[$ ]', '[$ hello $ ]'])
    expect(outcome).toEqual({ ok: true, status: 0, duration: 5_000, lines: 1 })
  })

  it('opens a step with its snapshot only when it stands elsewhere', async () => {
    const { driver, run } = rig()
    const seen: Signal[] = []
    driver.attach((signal) => seen.push(signal))
    driver.perform('bye')
    expect(shown(seen)).toEqual(['[$ ]', '[$ hello $ ]'])
    await run(() => shown(seen).join('').includes('bye'))
    expect(shown(seen).filter((one) => one.startsWith('['))).toHaveLength(2)
  })

  it('shows a view that attaches in the middle of a step everything so far', async () => {
    const { driver, run } = rig()
    const first: Signal[] = []
    const late: Signal[] = []
    driver.attach((signal) => first.push(signal))
    driver.perform('hello')
    await run(() => shown(first).join('').includes('echo'))
    driver.attach((signal) => late.push(signal))
    expect(shown(late).join('')).toBe(shown(first).join(''))
  })

  it('cuts silences to the limit and keeps the rest of the rhythm, faster if asked', () => {
    const first = take.segments[0]!
    const due = dues(first, pace)
    expect(due.slice(0, 3)).toEqual([0, 40, 80])
    expect(due.at(-1)! - due.at(-2)!).toBe(2_000)
    expect(dues(first, { ...pace, speed: 4 }).at(-1)! - due[9]!).toBeLessThan(700)
  })

  it('finishes the typing at once when hurried, and only that', async () => {
    const { driver, clock } = rig()
    const seen: Signal[] = []
    driver.attach((signal) => seen.push(signal))
    const performance = driver.perform('hello')
    clock.advance(1)
    performance.hurry()
    expect(shown(seen).slice(1).join('')).toBe('echo hello')
  })

  it('wakes at most once a frame, however fast the output was', async () => {
    const clock = fakeClock()
    let wakes = 0
    const counting: Clock = {
      now: () => clock.now(),
      wake: (at, run) => (wakes++, clock.wake(at, run)),
    }
    const fast = Array.from({ length: 1_000 }, (_, n) => out(n, `${n}\r\n`))
    const one = { size, closing: { size, screen: '' }, segments: [segment('x', '', fast)] }
    const driver = createReplay(one, counting, () => pace)
    const seen: Signal[] = []
    driver.attach((signal) => seen.push(signal))
    driver.perform('x')
    clock.advance(2_000)
    expect(shown(seen).slice(1)).toEqual(fast.map((_, n) => `${n}\r\n`))
    expect(wakes).toBeLessThanOrEqual(1_000 / 16 + 2)
  })

  it('does not animate with reduced motion', () => {
    const { driver, clock } = rig({ reducedMotion: true })
    const seen: Signal[] = []
    driver.attach((signal) => seen.push(signal))
    driver.perform('hello')
    clock.advance(0)
    expect(shown(seen).join('')).toBe('[$ ]echo hello\r\nhello\r\n$ ')
  })

  it('emits nothing more after a cancel, and can perform the step again from its opening', () => {
    const { driver, clock } = rig()
    const seen: Signal[] = []
    driver.attach((signal) => seen.push(signal))
    const performance = driver.perform('hello')
    clock.advance(100)
    performance.cancel()
    const before = seen.length
    clock.advance(10_000)
    expect(seen.length).toBe(before)
    driver.perform('hello')
    expect(shown(seen).at(-1)).toBe('[$ ]')
  })
})

describe('a take sent to a page', () => {
  it('is the same after encoding and decoding', () => {
    const odd: TermEvent[] = [
      { type: 'input', at: 1, data: 'x' },
      { type: 'resize', at: 2, size: { cols: 10, rows: 5 } },
      { type: 'marker', at: 3, label: 'step:hello' },
      { type: 'exit', at: 4, status: 2 },
      out(5, 'ü漢'),
    ]
    const panes = new Map([['a', { ...take, segments: [segment('s', '', odd)] }]])
    const whole: Take = {
      recorded: '2026-11-03',
      platform: 'linux/amd64',
      tools: { runc: '1.3' },
      panes,
    }
    expect(decodeTake(JSON.parse(JSON.stringify(encodeTake(whole))) as TakeJson)).toEqual(whole)
  })
})

it('a step without measurements took as long as it was shown, whole or in chunks', async () => {
  const events = [out(100, '3 '), out(60_000, '2\r\n'), out(60_500, '1\r\n')]
  const long = {
    length: 60_500,
    lines: 2,
    silences: [[100, 60_000]] as const,
    starts: [0],
    number: 0,
  }
  for (const part of [segment('one', '', events), segment('one', '', [], { long })]) {
    const clock = fakeClock()
    const cast = { size, closing: { size, screen: '' }, segments: [part] }
    const chunk = { first: 0, keyframe: { size, screen: '' }, events }
    const driver = createReplay(
      cast,
      clock,
      () => pace,
      () => Promise.resolve(chunk),
    )
    let outcome: Outcome | undefined
    void driver.perform('one').done.then((one) => (outcome = one))
    for (let turn = 0; turn < 3_000 && !outcome; turn++) {
      await Promise.resolve()
      clock.advance(10)
    }
    // The silence was cut to two seconds, and nothing else.
    expect(outcome).toEqual({ ok: true, duration: 2_600, lines: 2 })
  }
})
