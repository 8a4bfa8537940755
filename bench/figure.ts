/**
 * What describes a benchmark. A figure has contenders (we are the first), which take turns on
 * one machine in one run; each turn returns a reading for every measure it could take. Nothing here
 * judges: a target is printed beside what was measured, and no exit status depends on it.
 */
export interface Measure {
  readonly key: string
  /** For people: `Ctrl-C to prompt, p50`. */
  readonly label: string
  /** `ms`, `MB/s`, `MB`, `bytes`, `events`, `s`. */
  readonly unit: string
  readonly better: 'less' | 'more'
  /** What we set out to reach, in `unit`. */
  readonly target?: number
  /** How many times better than each peer we set out to be. */
  readonly ahead?: number
}

/** What one turn measured, by the key of the measure. */
export type Reading = Readonly<Record<string, number>>

export interface Contender {
  /** `cuecast`, `wetty 3.2.0`, `C reader`. */
  readonly name: string
  /** `ours` is compared with each `peer`; a `floor` is what nobody can pass, and no peer. */
  readonly role: 'ours' | 'peer' | 'floor'
  turn(): Promise<Reading>
  /** Ends what `open` of the figure started for it. */
  close?(): Promise<void>
}

/** A contender that this machine does not have: why, and how to get it. */
export interface Absent {
  readonly name: string
  readonly skipped: string
}

export interface Figure {
  readonly id: string
  readonly title: string
  /** How it is measured, in one or two sentences for docs/performance.md. */
  readonly method: string
  readonly measures: readonly Measure[]
  /** Starts what takes turns. `say` shows progress. */
  open(say: (line: string) => void): Promise<readonly (Contender | Absent)[]>
  /**
   * What must hold whatever the machine's speed (bytes, counts, bounded memory), in a few seconds:
   * `npm run bench -- --smoke`. Returns the sentences that do not hold.
   */
  smoke?(): Promise<readonly string[]>
}

/** The value below which the fraction `p` of the samples lies (nearest rank); NaN of nothing. */
export function percentile(samples: readonly number[], p: number): number {
  const sorted = [...samples].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(p * sorted.length) - 1))] ?? NaN
}

export const median = (samples: readonly number[]): number => percentile(samples, 0.5)
