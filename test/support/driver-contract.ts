import { describe, expect, it } from 'vitest'
import type { Driver } from '../../core/playback/driver.ts'
import type { Outcome } from '../../core/demo/outcome.ts'
import type { Signal } from '../../core/base/event.ts'

/** One driver under test, with the surroundings that make it run. */
export interface Rig {
  driver: Driver
  /** Lets things happen until `until` holds; fails the test if that never comes. */
  run(until: () => boolean): Promise<void>
  close?(): Promise<void> | void
}

/** Tests for every driver. `make` opens one whose step `hello` prints `hello`. */
export function driverContract(
  name: string,
  make: () => Promise<Rig> | Rig,
  can: { types: boolean },
): void {
  describe(`the driver contract: ${name}`, () => {
    const rigged = (test: (rig: Rig, seen: Signal[]) => Promise<void>) => async () => {
      const rig = await make()
      try {
        await test(rig, [])
      } finally {
        await rig.close?.()
      }
    }
    const text = (seen: Signal[]) =>
      seen.map((s) => (s.type === 'output' ? new TextDecoder().decode(s.data) : '')).join('')
    const settled = async (rig: Rig, done: Promise<Outcome>) => {
      let outcome: Outcome | undefined
      void done.then((value) => (outcome = value))
      await rig.run(() => outcome !== undefined)
      return outcome!
    }
    const watch = async (rig: Rig, seen: Signal[]) => {
      const stop = rig.driver.attach((signal, parsed) => {
        seen.push(signal)
        parsed?.()
      })
      await rig.run(() => seen.length > 0)
      return stop
    }

    it(
      'sends a reset first',
      rigged(async (rig, seen) => {
        await watch(rig, seen)
        expect(seen[0]?.type).toBe('reset')
      }),
    )
    it(
      'performs a step and measures it',
      rigged(async (rig, seen) => {
        await watch(rig, seen)
        const outcome = await settled(rig, rig.driver.perform('hello').done)
        expect(outcome).toMatchObject({ ok: true, status: 0, lines: 1 })
        await rig.run(() => /^hello\r?$/m.test(text(seen)))
      }),
    )
    it(
      'reports typing before running',
      rigged(async (rig, seen) => {
        await watch(rig, seen)
        const phases: string[] = []
        await settled(rig, rig.driver.perform('hello', (phase) => phases.push(phase)).done)
        expect(phases.filter((phase) => phase !== 'setup')).toEqual(['typing', 'running'])
      }),
    )
    it(
      'sends nothing after detach',
      rigged(async (rig, seen) => {
        const stop = await watch(rig, seen)
        stop()
        stop()
        const before = seen.length
        await settled(rig, rig.driver.perform('hello').done)
        expect(seen.length).toBe(before)
      }),
    )
    it(
      'does not double its output for a second view',
      rigged(async (rig, seen) => {
        const other: Signal[] = []
        await watch(rig, seen)
        await watch(rig, other)
        await settled(rig, rig.driver.perform('hello').done)
        // The outcome may come before the last bytes, by the few milliseconds for which they are
        // collected.
        const line = /^hello\r?$/gm
        await rig.run(() => [seen, other].every((one) => text(one).match(line) !== null))
        expect(text(seen).match(line)).toHaveLength(1)
        expect(text(other).match(line)).toHaveLength(1)
      }),
    )
    it(
      'answers a step that does not exist with an outcome',
      rigged(async (rig) => {
        const outcome = await settled(rig, rig.driver.perform('nobody-wrote-this').done)
        expect(outcome).toMatchObject({ ok: false, why: 'missing' })
      }),
    )
    it(
      'stops at once when cancelled, and reports it once',
      rigged(async (rig, seen) => {
        await watch(rig, seen)
        let typing = false
        const performance = rig.driver.perform('hello', (phase) => (typing ||= phase === 'typing'))
        await rig.run(() => typing)
        performance.cancel()
        performance.cancel()
        expect(await settled(rig, performance.done)).toMatchObject({ ok: false, why: 'cancelled' })
      }),
    )
    it(
      'finishes its typing at once when hurried',
      rigged(async (rig, seen) => {
        await watch(rig, seen)
        let typing = false
        const performance = rig.driver.perform('hello', (phase) => (typing ||= phase === 'typing'))
        await rig.run(() => typing)
        performance.hurry()
        expect(await settled(rig, performance.done)).toMatchObject({ ok: true })
      }),
    )
    it(
      can.types ? 'takes what is typed by hand' : 'is deaf to what is typed by hand',
      rigged(async (rig, seen) => {
        await watch(rig, seen)
        rig.driver.write('echo by"hand"\r')
        if (can.types) await rig.run(() => text(seen).includes('byhand'))
        else {
          await settled(rig, rig.driver.perform('hello').done)
          expect(text(seen)).not.toMatch(/by"?hand/)
        }
      }),
    )
  })
}
