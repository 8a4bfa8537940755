import type { PaneTakeJson, TakeJson } from '../core/bundle.ts'
import type { Clock } from '../core/clock.ts'
import { already, type Driver, type Outcome } from '../core/driver.ts'
import type { Emit } from '../core/event.ts'

/** STAND-IN until core/replay.ts is there. */
export const decodeTake = (json: TakeJson) => ({ panes: new Map(Object.entries(json.panes)) })
export function createReplay(take: PaneTakeJson, clock: Clock, _options: object): Driver {
  const emits = new Set<Emit>()
  const bytes = new TextEncoder()
  return {
    kind: 'replay',
    attach(emit, from) {
      const found = take.segments.find(({ step }) => step === from)
      emit({ type: 'reset', snapshot: found?.opening ?? take.closing })
      emits.add(emit)
      return () => emits.delete(emit)
    },
    perform(step, tell) {
      const segment = take.segments.find((s) => s.step === step)
      if (!segment) return already({ ok: false, why: 'missing' })
      let over = false
      let resolve = (_: Outcome) => {}
      const done = new Promise<Outcome>((r) => (resolve = r))
      tell?.('typing')
      const start = clock.now()
      let n = 0
      let skip = 0
      const play = () => {
        if (over) return
        const e = segment.events[n++]
        if (!e) {
          over = true
          return resolve({ ok: true, duration: 0, lines: 0, ...segment.measured })
        }
        if (e[0] >= (segment.typed ?? 0)) tell?.('running')
        for (const emit of emits) emit({ type: 'output', at: e[0], data: bytes.encode(e[2]) })
        clock.wake(start - skip + (segment.events[n]?.[0] ?? e[0]), play)
      }
      play()
      return {
        done,
        hurry: () => (skip = segment.typed ?? 0),
        cancel() {
          if (over) return
          over = true
          resolve({ ok: false, why: 'cancelled' })
        },
      }
    },
    write() {},
  }
}
