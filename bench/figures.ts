import { echo } from './echo.ts'
import type { Figure } from './figure.ts'
import { memory } from './memory.ts'

/** Every figure that `npm run bench` takes, in the order of the table. */
export const FIGURES: readonly Figure[] = [echo, memory]
