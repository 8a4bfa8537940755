import type { DemoBundle } from '../core/bundle.ts'
import type { Clock } from '../core/clock.ts'
import type { PaneId } from '../core/demo.ts'
import type { Driver } from '../core/driver.ts'
import { decodeTake } from '../core/bundle-codec.ts'
import { createReplay } from '../core/replay.ts'
import { guard } from './guard.ts'
import type { Chunks } from './chunks.ts'
import type { Tempo } from './pace.ts'

/** The recording of each pane, ready to be performed. */
export function replaysOf(
  bundle: DemoBundle,
  clock: Clock,
  tempo: Tempo,
  chunks: Chunks,
): Map<PaneId, Driver> {
  if (!bundle.take) return new Map()
  const reducedMotion = matchMedia('(prefers-reduced-motion: reduce)').matches
  return new Map(
    [...decodeTake(bundle.take).panes].map(([id, take]) => [
      id,
      // An export may have been made elsewhere, by a program that filters nothing.
      guard(
        createReplay(
          take,
          clock,
          () => ({
            idleLimit: tempo.idleLimit,
            speed: tempo.speed,
            reducedMotion,
          }),
          chunks.get,
        ),
      ),
    ]),
  )
}
