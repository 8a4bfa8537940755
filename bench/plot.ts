import type { Measure } from './figure.ts'
import { goal, ratio, show, type Report, type Result, type ReportRow } from './report.ts'

/** Widths in the SVG's own pixels: names, bars, numbers. */
const NAMES = 190
const BARS = 430
const NUMBERS = 170
const BAR = 18
const GAP = 8
/**
 * If the values differ by more than this factor, a linear axis would make all bars but one
 * invisible.
 */
const LOG_OVER = 30

const COLOURS: Readonly<Record<ReportRow['role'], string>> = {
  ours: '#2f7d5d',
  peer: '#8a93a3',
  floor: '#c9cdd6',
}

/**
 * One figure as horizontal bars, a group for each measure: the bar is the median, the thin line the
 * range, the dashed line the target. It has its own background, so it is readable on light and dark
 * pages.
 */
export function plot(result: Result): string {
  const width = NAMES + BARS + NUMBERS
  let y = 34
  const parts: string[] = []
  for (const measure of result.measures) {
    const rows = result.rows.filter((row) => row.values[measure.key])
    if (rows.length === 0) continue
    const { svg, height } = group(measure, rows, y)
    parts.push(svg)
    y += height
  }
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${y + 8}" viewBox="0 0 ${width} ${y + 8}" font-family="system-ui, sans-serif" font-size="13" role="img" aria-label="${escape(`${result.id}: ${result.title}`)}">`,
    `<rect width="100%" height="100%" fill="#fbfbf9"/>`,
    `<text x="12" y="22" font-size="15" font-weight="600" fill="#1d2430">${escape(`${result.id} · ${result.title}`)}</text>`,
    ...parts,
    '</svg>\n',
  ].join('\n')
}

function group(measure: Measure, rows: readonly ReportRow[], top: number) {
  const values = rows.flatMap((row) => {
    const { min, max } = row.values[measure.key]!
    return [min, max]
  })
  const most = Math.max(...values, measure.target ?? 0)
  const positive = [...values, measure.target ?? 0].filter((value) => value > 0)
  const least = Math.min(...positive)
  const log = most / least > LOG_OVER
  // A log axis begins a little below the smallest value, so that its bar is visible.
  const x = (value: number) =>
    log
      ? (Math.max(0, Math.log(Math.max(value, least / 2) / (least / 2))) /
          Math.log(most / (least / 2))) *
        BARS
      : (value / (most || 1)) * BARS
  const better = measure.better === 'less' ? 'less is better' : 'more is better'
  const title = `${measure.label}, ${measure.unit} (${better}${log ? ', logarithmic' : ''})`
  const lines = [`<text x="12" y="${top + 18}" fill="#444c5a">${escape(title)}</text>`]
  let y = top + 28
  for (const row of rows) {
    const { median, min, max } = row.values[measure.key]!
    const middle = y + BAR / 2
    lines.push(
      `<text x="${NAMES - 8}" y="${middle + 4}" text-anchor="end" fill="#1d2430">${escape(row.name)}</text>`,
      `<rect x="${NAMES}" y="${y}" width="${round(Math.max(1, x(median)))}" height="${BAR}" rx="2" fill="${COLOURS[row.role]}"/>`,
      `<path d="M${round(NAMES + x(min))} ${middle}H${round(NAMES + x(max))}" stroke="#1d2430" stroke-width="1.5"/>`,
      `<text x="${NAMES + BARS + 10}" y="${middle + 4}" fill="#1d2430">${escape(`${show(median)}  (${show(min)} to ${show(max)})`)}</text>`,
    )
    y += BAR + GAP
  }
  if (measure.target !== undefined)
    lines.push(
      `<path d="M${round(NAMES + x(measure.target))} ${top + 24}V${y - 2}" stroke="#b3541e" stroke-width="1.5" stroke-dasharray="4 3"/>`,
    )
  return { svg: lines.join('\n'), height: y - top + 6 }
}

/** The part of docs/performance.md that a run writes: one section for each figure. */
export function chapter({ results }: Report): string {
  return results.map(section).join('\n\n')
}

function section(result: Result): string {
  const { date, machine, load, turns } = result.taken
  const [before, after] = load.map((n) => n.toFixed(2))
  return [
    `### ${result.id}: ${result.title}`,
    result.method,
    `![${result.title}](performance/${result.id}.svg)`,
    markdown(result),
    ...result.skipped.map(({ name, why }) => `Skipped: ${name}, ${why}.`),
    `Taken on ${date}: ${machine}; ${turns} turns each, interleaved; load average ${before} before, ${after} after.`,
  ].join('\n\n')
}

function markdown(result: Result): string {
  const lines = result.measures.flatMap((measure) => {
    const { key, label, unit } = measure
    const ours = result.rows.find((row) => row.role === 'ours')?.values[key]
    return result.rows.flatMap((row) => {
      const value = row.values[key]
      if (!value) return []
      const mine = row.role === 'ours'
      const times = mine || !ours ? '' : `${show(ratio(measure, ours.median, value.median))}×`
      const reach = mine ? goal(measure, value.median) : ''
      return `| ${mine ? `${label}, ${unit}` : ''} | ${row.name} | ${show(value.median)} (${show(value.min)} to ${show(value.max)}) | ${times} | ${reach} |`
    })
  })
  return [
    '| measure | who | median (range) | ours is | to reach |',
    '|---|---|---|---|---|',
    ...lines,
  ].join('\n')
}

const round = (value: number) => Math.round(value * 10) / 10
const escape = (text: string) =>
  text.replace(
    /[&<>"]/g,
    (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c] ?? c,
  )
