import type { DemoBundle } from '../../core/recording/bundle.ts'
import type { Clock } from '../../core/base/clock.ts'
import type { PaneId } from '../../core/demo/model.ts'
import type { Driver } from '../../core/playback/driver.ts'
import { decodeTake } from '../../core/recording/bundle-codec.ts'
import { createReplay } from '../../core/playback/replay-driver.ts'
import { sanitizingDriver } from './sanitizing-driver.ts'
import type { Chunks } from '../recording/chunk-loader.ts'
import type { PlaybackSpeed } from '../recording/playback-speed.ts'

/** The recording of each pane, ready to be performed. */
export function replaysOf(
  bundle: DemoBundle,
  clock: Clock,
  tempo: PlaybackSpeed,
  chunks: Chunks,
): Map<PaneId, Driver> {
  if (!bundle.take) return new Map()
  const reducedMotion = matchMedia('(prefers-reduced-motion: reduce)').matches
  return new Map(
    [...decodeTake(bundle.take).panes].map(([id, take]) => [
      id,
      // An export may come from elsewhere, made by a program that sanitizes nothing.
      sanitizingDriver(
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
