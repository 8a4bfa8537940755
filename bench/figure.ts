/**
 * The types that describe a benchmark. A figure has contenders (we are the first), which take turns
 * on one machine in one run; each turn returns a reading for every measure that it could take.
 * Nothing here judges: a target is printed beside the measured value, and no exit status depends on
 * it.
 */
export interface Measure {
  readonly key: string
  /** A name for people: `Ctrl-C to prompt, p50`. */
  readonly label: string
  /** `ms`, `MB/s`, `MB`, `bytes`, `events`, `s`. */
  readonly unit: string
  readonly better: 'less' | 'more'
  /** The value that we want to reach, in `unit`. */
  readonly target?: number
  /** How many times better than each peer we want to be. */
  readonly ahead?: number
}

/** The values of one turn, by the key of the measure. */
export type Reading = Readonly<Record<string, number>>

export interface Contender {
  /** `cuecast`, `wetty 3.2.0`, `C reader`. */
  readonly name: string
  /**
   * `ours` is compared with each `peer`; a `floor` is a bound that no contender can pass, and not a
   * peer.
   */
  readonly role: 'ours' | 'peer' | 'floor'
  turn(): Promise<Reading>
  /** Ends what `open` of the figure started for it. */
  close?(): Promise<void>
}

/** A contender that this machine does not have, with the reason and how to get it. */
export interface Absent {
  readonly name: string
  readonly skipped: string
}

export interface Figure {
  readonly id: string
  readonly title: string
  /** The method in one or two sentences, for docs/performance.md. */
  readonly method: string
  readonly measures: readonly Measure[]
  /** Starts the contenders. `say` shows progress. */
  open(say: (line: string) => void): Promise<readonly (Contender | Absent)[]>
  /**
   * Checks in a few seconds what must hold at any speed (bytes, counts, bounded memory): `npm run
   * bench -- --smoke`. Returns the sentences that do not hold.
   */
  smoke?(): Promise<readonly string[]>
}

/**
 * The value below which the fraction `p` of the samples lies (nearest rank); NaN without samples.
 */
export function percentile(samples: readonly number[], p: number): number {
  const sorted = [...samples].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(p * sorted.length) - 1))] ?? NaN
}

export const median = (samples: readonly number[]): number => percentile(samples, 0.5)
