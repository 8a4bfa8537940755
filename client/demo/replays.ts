import type { DemoBundle } from '../../core/recording/bundle.ts'
import type { Clock } from '../../core/base/clock.ts'
import type { PaneId, StepId } from '../../core/demo/model.ts'
import type { Driver } from '../../core/playback/driver.ts'
import { decodeTake } from '../../core/recording/bundle-codec.ts'
import { createReplay } from '../../core/playback/replay-driver.ts'
import { scheduleOf } from '../../core/recording/timeline.ts'
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
  const { panes } = decodeTake(bundle.take)
  /** What all panes recorded of a step. They share its time. */
  const partsOf = (step: StepId) =>
    [...panes.values()].flatMap(({ segments }) => segments.filter((one) => one.step === step))
  return new Map(
    [...panes].map(([id, take]) => [
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
          (segment, pace) => scheduleOf(partsOf(segment.step), pace),
        ),
      ),
    ]),
  )
}
