import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { chapter, plot } from './plot.ts'
import type { Report } from './report.ts'

const DOCS = join(import.meta.dirname, '../docs')
const PAGE = join(DOCS, 'performance.md')
const FOLDER = join(DOCS, 'performance')
const DATA = join(FOLDER, 'report.json')
/** The results of a run are written between these two lines of the page. */
const [BEGIN, END] = ['<!-- written by npm run bench -- --write -->', '<!-- end -->']

/**
 * Writes the results of a run into the documentation: its numbers, a plot for each figure, the
 * tables.
 */
export function keep(report: Report): void {
  const known = existsSync(DATA) ? (JSON.parse(readFileSync(DATA, 'utf8')) as Report).results : []
  const taken = new Set(report.results.map(({ id }) => id))
  const results = [...report.results, ...known.filter(({ id }) => !taken.has(id))].sort((a, b) =>
    a.id.localeCompare(b.id, 'en', { numeric: true }),
  )
  const whole: Report = { results }
  mkdirSync(FOLDER, { recursive: true })
  writeFileSync(DATA, `${JSON.stringify(whole, null, 1)}\n`)
  for (const result of results) writeFileSync(join(FOLDER, `${result.id}.svg`), plot(result))
  const page = readFileSync(PAGE, 'utf8')
  const [before, rest] = [page.split(BEGIN)[0] ?? '', page.split(END)[1] ?? '\n']
  writeFileSync(PAGE, `${before}${BEGIN}\n\n${chapter(whole)}\n\n${END}${rest}`)
}
