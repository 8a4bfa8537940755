import { BYTES } from './bytes.ts'
import { echo } from './echo.ts'
import { FALLBACK } from './fallback.ts'
import type { Figure } from './figure.ts'
import { FLOOD } from './flood.ts'
import { INTERRUPT } from './interrupt.ts'
import { memory } from './memory.ts'
import { RECORD } from './record.ts'

/** Every figure that `npm run bench` takes, in the order of the table. */
export const FIGURES: readonly Figure[] = [BYTES, INTERRUPT, FLOOD, echo, memory, FALLBACK, RECORD]
