import type { Figure, Measure, Reading } from './figure.ts'
import { median } from './figure.ts'

/** Median and range over the turns of one contender. */
export interface Spread {
  readonly median: number
  readonly min: number
  readonly max: number
  readonly turns: number
}

export interface ReportRow {
  readonly name: string
  readonly role: 'ours' | 'peer' | 'floor'
  readonly values: Readonly<Record<string, Spread>>
}

/** The place and time of a figure. */
export interface Taken {
  readonly date: string
  readonly machine: string
  /** Load averages (1 min) before and after. */
  readonly load: readonly [number, number]
  readonly turns: number
}

export interface Result {
  readonly taken: Taken
  readonly id: string
  readonly title: string
  readonly method: string
  readonly measures: readonly Measure[]
  readonly rows: readonly ReportRow[]
  readonly skipped: readonly { readonly name: string; readonly why: string }[]
}

/** All results of one run: `--json` prints them, and docs/performance/report.json keeps them. */
export interface Report {
  readonly results: readonly Result[]
}

export function rowOf(
  name: string,
  role: ReportRow['role'],
  measures: Figure['measures'],
  readings: readonly Reading[],
): ReportRow {
  const values = measures.flatMap(({ key }) => {
    const all = readings.flatMap((one) => one[key] ?? [])
    if (all.length === 0) return []
    const spread = { median: median(all), min: Math.min(...all), max: Math.max(...all) }
    return [[key, { ...spread, turns: all.length }] as const]
  })
  return { name, role, values: Object.fromEntries(values) }
}

/**
 * How many times better we are: above 1 for both kinds of measure; NaN if nothing can be compared.
 */
export function ratio({ better }: Measure, ours: number, theirs: number): number {
  const [worse, good] = better === 'less' ? [theirs, ours] : [ours, theirs]
  return good === 0 ? NaN : worse / good
}

/**
 * One aligned line for each measure and contender, for a terminal and for a Markdown code block.
 */
export function table(results: readonly Result[]): string {
  const rows: string[][] = [['', 'measure', 'who', 'median', 'range', 'ours is', 'to reach']]
  for (const result of results) {
    for (const measure of result.measures) {
      const ours = result.rows.find((row) => row.role === 'ours')?.values[measure.key]
      for (const row of result.rows) {
        const value = row.values[measure.key]
        if (!value) continue
        const first = row.role === 'ours'
        rows.push([
          first ? result.id : '',
          first ? `${measure.label}, ${measure.unit}` : '',
          row.name,
          show(value.median),
          `${show(value.min)} to ${show(value.max)}`,
          first || !ours ? '' : `${show(ratio(measure, ours.median, value.median))}×`,
          first ? goal(measure, value.median) : '',
        ])
      }
    }
    for (const { name, why } of result.skipped) rows.push([result.id, 'skipped', name, why])
  }
  const widths = rows[0]!.map((_, column) =>
    Math.max(...rows.filter((row) => row.length > 4).map((row) => [...(row[column] ?? '')].length)),
  )
  return rows
    .map((row) =>
      row
        .map((cell, n) => cell.padEnd(widths[n] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** The target, and whether it was reached; empty if there was none. */
export function goal({ target, better }: Measure, value: number): string {
  if (target === undefined) return ''
  const reached = better === 'less' ? value <= target : value >= target
  return `${better === 'less' ? '≤' : '≥'} ${show(target)} ${reached ? 'reached' : 'NOT REACHED'}`
}

/** Rounds to three figures: more would pretend a precision that the machine does not have. */
export function show(value: number): string {
  if (!Number.isFinite(value)) return '–'
  if (Number.isInteger(value)) return String(value)
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3)
}
