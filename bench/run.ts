import { cpus, loadavg, release, totalmem } from 'node:os'
import { parseArgs } from 'node:util'
import type { Absent, Contender, Figure, Reading } from './figure.ts'
import { FIGURES } from './figures/all.ts'
import { keep } from './keep.ts'
import { rowOf, table, type Report, type Result } from './report.ts'

/**
 * `npm run bench`: takes every figure, ours beside its peers, in one run on one machine. The
 * contenders of a figure take turns, so that a machine that gets busy affects all of them alike.
 * Progress goes to stderr, the table (or with `--json` the report) to stdout.
 */
const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    turns: { type: 'string', default: '5' },
    json: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    smoke: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
const HELP = `npm run bench -- [--only H1,H4] [--turns 5] [--json] [--write]
npm run bench -- --smoke     only what must hold at any speed, in under a minute

--write puts the figures into docs/performance.md; those of an earlier run that were not
taken again stay. Peers that are not installed are skipped, with what to do: docs/performance.md.`

const say = (line: string) => {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${line}`)
  else process.stderr.write(`${line}\n`)
}
const chosen = FIGURES.filter(({ id }) => !values.only || values.only.split(',').includes(id))
const turns = Math.max(1, Number(values.turns) || 5)

async function measure(figure: Figure): Promise<Result> {
  const before = loadavg()[0] ?? NaN
  const all = await figure.open((line) => say(`${figure.id} ${line}`))
  const present = all.filter((one): one is Contender => 'turn' in one)
  const readings = new Map<Contender, Reading[]>(present.map((one) => [one, []]))
  const skipped = all
    .filter((one): one is Absent => 'skipped' in one)
    .map(({ name, skipped: why }) => ({ name, why }))
  for (let turn = 1; turn <= turns; turn++)
    for (const [contender, taken] of readings) {
      say(`${figure.id} ${figure.title}: ${contender.name}, turn ${turn} of ${turns}`)
      try {
        taken.push(await contender.turn())
      } catch (error) {
        // A peer that fails is a result too; the run continues and reports it.
        const why = `turn ${turn} failed: ${error instanceof Error ? error.message : String(error)}`
        skipped.push({ name: contender.name, why })
      }
    }
  for (const one of present) await one.close?.()
  const { id, title, method, measures } = figure
  // In some figures ours is closed last, but it is first in every table.
  const order = ['ours', 'peer', 'floor']
  const rows = present
    .map((one) => rowOf(one.name, one.role, measures, readings.get(one) ?? []))
    .sort((a, b) => order.indexOf(a.role) - order.indexOf(b.role))
  const taken = {
    date: new Date().toISOString().slice(0, 10),
    machine: machine(),
    turns,
    load: [before, loadavg()[0] ?? NaN],
  } as const
  return { taken, id, title, method, measures, rows, skipped }
}

function machine(): string {
  const model = cpus()[0]?.model.trim() ?? 'unknown'
  const memory = Math.round(totalmem() / 2 ** 30)
  return `${cpus().length} × ${model}, ${memory} GB, ${process.platform} ${release()}, Node ${process.versions.node}`
}

async function smoke(): Promise<void> {
  let failures = 0
  let checked = 0
  for (const figure of chosen) {
    if (!figure.smoke) continue
    say(`${figure.id} ${figure.title}`)
    const broken = await figure.smoke()
    checked += 1
    failures += broken.length
    for (const line of broken) console.log(`${figure.id} DOES NOT HOLD: ${line}`)
  }
  say('')
  console.log(`${checked} figures checked, ${failures} failures`)
  if (failures > 0 || checked === 0) process.exitCode = 1
}

async function main(): Promise<void> {
  if (values.help) return console.log(HELP)
  if (chosen.length === 0) {
    console.error(`no such figure; there are ${FIGURES.map(({ id }) => id).join(', ')}`)
    process.exitCode = 2
    return
  }
  if (values.smoke) return smoke()
  const results: Result[] = []
  for (const figure of chosen) results.push(await measure(figure))
  say('')
  const report: Report = { results }
  if (values.write) keep(report)
  if (values.json) return console.log(JSON.stringify(report, null, 2))
  const load = results.map((one) => one.taken.load[0].toFixed(2)).join(', ')
  console.log(`${machine()}; ${turns} turns each, interleaved; median and range`)
  console.log(`load average at the beginning of each figure: ${load}\n`)
  console.log(table(results))
}

await main()
// A contender may have left something open; the process ends nevertheless.
process.exit()
