import type { Clock } from '../../core/base/clock.ts'
import type { Ms } from '../../core/base/event.ts'
import type { Environment } from '../terminal/process/environment.ts'

/** How a probe sees the machine: as the demo's shells would. */
export interface Surroundings {
  /** The demo's folder. */
  readonly folder: string
  readonly env: Environment
  /** A probe that takes longer is given up, and its answer is `late`. */
  readonly limit: Ms
  readonly clock: Clock
  /** Values that are covered where a program prints them. */
  readonly secrets?: readonly string[]
}
