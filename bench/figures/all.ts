import { bytes } from './bytes.ts'
import { echo } from './echo.ts'
import { fallback } from './fallback.ts'
import type { Figure } from '../figure.ts'
import { filter } from './filter.ts'
import { flood } from './flood.ts'
import { interruption } from './interrupt.ts'
import { memory } from './memory.ts'
import { opening } from './opening.ts'
import { recording } from './record.ts'
import { seek } from './seek.ts'
import { silence } from './silence.ts'
import { snapshot } from './snapshot.ts'

/** Every figure that `npm run bench` takes, in the order of the table. */
export const FIGURES: readonly Figure[] = [
  bytes,
  interruption,
  flood,
  echo,
  memory,
  seek,
  snapshot,
  fallback,
  recording,
  filter,
  opening,
  silence,
]
