import type { Clock } from '../../core/base/clock.ts'
import type { Ms } from '../../core/base/event.ts'
import type { Environment } from '../terminal/process/environment.ts'

/** Where a demo's needs are looked at: as its shells would see the machine. */
export interface Surroundings {
  /** The demo's folder. */
  readonly folder: string
  readonly env: Environment
  /** Longer than this and the answer is that there was none. */
  readonly limit: Ms
  readonly clock: Clock
  /** Values that nobody is to see, though a program may print them. */
  readonly secrets?: readonly string[]
}
