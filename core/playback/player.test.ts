import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeChunk, encodeChunk } from '../recording/bundle-codec.ts'
import type { Cast } from '../../test/support/whole-cast.ts'
import type { Outcome } from '../demo/outcome.ts'
import type { Signal, Snapshot, TermEvent } from '../base/event.ts'
import { fakeClock } from '../../test/support/fake-clock.ts'
import { createReplay } from './replay-driver.ts'
import { cutSegments } from '../../test/support/whole-cast.ts'
import type { Chunk } from '../recording/take.ts'

const size = { cols: 80, rows: 24 }
const limits = { chunk: { bytes: 40, events: 8 }, whole: { bytes: 100, events: 20 } }
const bytes = (text: string) => new TextEncoder().encode(text)
const text = (data: Uint8Array) => new TextDecoder().decode(data)

/** A terminal whose screen is all that was written: no two different streams look alike. */
function openScreen() {
  let all = ''
  return {
    write: (data: Uint8Array) => void (all += text(data)),
    resize: () => {},
    snapshot: (): Snapshot => ({ size, screen: all }),
    dispose: () => {},
  }
}

type Step = readonly [gap: number, text: string]
const castOf = (steps: readonly Step[]): Cast => {
  let at = 0
  const events = steps.map(([gap, data]): TermEvent => {
    at += gap
    return data === ''
      ? { type: 'input', at, data: 'x' }
      : { type: 'output', at, data: bytes(data) }
  })
  return { version: 3, size, events }
}

function rig(cast: Cast, more: { later?: boolean; reducedMotion?: boolean } = {}) {
  const store: Chunk[] = []
  const seal = (chunk: Chunk) => store.push(decodeChunk(encodeChunk(chunk))) - 1
  const take = cutSegments(cast, ['one'], openScreen, { seal, limits })
  const clock = fakeClock()
  const loaded: number[] = []
  const load = (n: number) => {
    loaded.push(n)
    return more.later ? Promise.resolve(store[n]!) : store[n]!
  }
  const { reducedMotion = false } = more
  const options = () => ({ idleLimit: 2_000, speed: 1, reducedMotion })
  const driver = createReplay(take, clock, options, load)
  let screen = ''
  let resets = 0
  driver.attach((signal: Signal) => {
    if (signal.type === 'reset') resets++
    if (signal.type === 'reset') screen = signal.snapshot.screen
    else if (signal.type === 'output') screen += text(signal.data)
  })
  /** Lets the loaded chunks arrive while no event falls due. */
  const arrive = async () => {
    for (let n = 0; n < 8; n++) await Promise.resolve()
  }
  const run = async (until: () => boolean) => {
    for (let turn = 0; turn < 5_000 && !until(); turn++) {
      await arrive()
      clock.advance(50)
    }
    expect(until()).toBe(true)
  }
  return {
    take,
    store,
    clock,
    driver,
    loaded,
    arrive,
    run,
    screen: () => screen,
    resets: () => resets,
  }
}

/** The screen of a terminal that got all events from the start to this time. */
const fed = ({ events }: Cast, at: number) =>
  events.map((e) => (e.type === 'output' && Math.round(e.at) <= at ? text(e.data) : '')).join('')

const steps = fc.array(
  fc.tuple(
    fc.oneof(fc.constant(0), fc.integer({ max: 3_000, min: 0 })),
    fc.oneof(
      { weight: 8, arbitrary: fc.string({ minLength: 1, maxLength: 30, unit: letter() }) },
      { weight: 1, arbitrary: fc.constant('') },
    ),
  ),
  { minLength: 1, maxLength: 60 },
)
function letter() {
  return fc.constantFrom('a', 'ü', '漢', '\n', '😀')
}

describe('a seek in a recording', () => {
  it.each([
    ['at hand', false],
    ['fetched', true],
  ])('shows the same as playing from the start to that time, chunks %s', (_, later) =>
    fc.assert(
      fc.asyncProperty(
        steps,
        fc.array(fc.double({ min: 0, max: 1, noNaN: true })),
        async (s, to) => {
          const cast = castOf(s)
          const it = rig(cast, { later })
          let outcome: Outcome | null = null
          void it.driver.perform('one').done.then((one) => (outcome = one))
          it.clock.advance(1)
          await it.arrive()
          const length = it.driver.playhead?.()?.length ?? 0
          for (const part of to) {
            const at = part * length
            it.driver.seek?.(at)
            await it.arrive()
            expect(it.screen()).toBe(fed(cast, at))
          }
          // A step that had ended plays to its end again.
          await it.run(() => outcome !== null && it.screen() === it.take.closing.screen)
          expect(outcome).toMatchObject({ ok: true })
        },
      ),
      { numRuns: 150 },
    ),
  )
  const long = castOf(Array.from({ length: 200 }, (_, n) => [100, `line ${n}\n`] as const))

  it('loads a few chunks at most, and a view attached afterwards sees the same', async () => {
    const it = rig(long)
    expect(it.take.segments[0]?.long?.starts.length).toBeGreaterThan(20)
    it.driver.perform('one')
    it.clock.advance(1)
    for (const at of [19_900, 50, 12_345]) {
      it.loaded.length = 0
      it.driver.seek?.(at)
      // The chunk that is shown, and the one after it, fetched ahead.
      expect(it.loaded.length).toBeLessThanOrEqual(2)
      let late = ''
      let signals = 0
      it.driver.attach((signal) => {
        signals++
        if (signal.type === 'reset') late = signal.snapshot.screen
        else if (signal.type === 'output') late += text(signal.data)
      })()
      expect(late).toBe(it.screen())
      expect(signals).toBeLessThanOrEqual(2)
    }
  })

  it('to the end ends the step; a later seek plays again and reports no outcome', async () => {
    const it = rig(long)
    const outcomes: Outcome[] = []
    const phases: string[] = []
    const { done } = it.driver.perform('one', (phase) => phases.push(phase))
    void done.then((one) => outcomes.push(one))
    it.clock.advance(1)
    it.driver.seek?.(Infinity)
    await it.arrive()
    expect(outcomes).toEqual([{ ok: true, duration: expect.any(Number) as number, lines: 200 }])
    const told = phases.length
    it.driver.seek?.(15_000)
    it.clock.advance(1)
    expect(it.screen()).toBe(fed(long, 15_000))
    await it.run(() => it.driver.playhead?.()?.at === 20_000)
    expect(it.screen()).toBe(it.take.closing.screen)
    expect([outcomes.length, phases.length]).toEqual([1, told])
  })

  it('is dropped when another seek follows at once', async () => {
    const it = rig(long, { later: true })
    it.driver.perform('one')
    it.clock.advance(1)
    await it.arrive()
    it.driver.seek?.(15_000)
    it.driver.seek?.(5_000)
    await it.arrive()
    it.driver.seek?.(9_000)
    it.driver.seek?.(19_000)
    await it.arrive()
    expect(it.screen()).toBe(fed(long, 19_000))
    expect(it.resets()).toBe(3)
  })

  it('leaves the player where it was when the chunk cannot be loaded', async () => {
    const it = rig(long, { later: true })
    it.driver.perform('one')
    it.clock.advance(1)
    await it.arrive()
    const gone = it.store.splice(0)
    it.store.push(gone[0]!, gone[1]!)
    it.driver.seek?.(100)
    await it.arrive()
    expect(it.screen()).toBe(fed(long, 100))
  })

  it('stands still with reduced motion, which shows the end at once', async () => {
    const it = rig(long, { reducedMotion: true })
    let outcome: Outcome | null = null
    void it.driver.perform('one').done.then((one) => (outcome = one))
    it.clock.advance(1)
    await it.arrive()
    expect(outcome).toMatchObject({ ok: true })
    expect(it.screen()).toBe(it.take.closing.screen)
    expect(new Set(it.loaded).size).toBeLessThanOrEqual(2)
    it.driver.seek?.(5_000)
    it.clock.advance(60_000)
    expect(it.screen()).toBe(fed(long, 5_000))
  })
})

describe('a segment', () => {
  it('that is short stays whole, and needs no chunks', () => {
    const it = rig(castOf([[0, 'short']]))
    expect(it.store).toEqual([])
    expect(it.take.segments[0]).not.toHaveProperty('long')
    expect(it.take.segments[0]?.events).toHaveLength(1)
  })
})
