import type { Figure } from './figure.ts'

/** Every figure that `npm run bench` takes, in the order of the table. */
export const FIGURES: readonly Figure[] = []
