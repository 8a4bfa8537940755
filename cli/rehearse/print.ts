import { defined } from '../../core/base/defined.ts'
import { hunks, lineText } from '../../core/rehearsal/hunks.ts'
import type { Gap } from '../../core/rehearsal/hunks.ts'
import type { DriftLine } from '../../core/rehearsal/drift.ts'
import {
  VERDICTS,
  driftOf,
  foundSentence,
  isFailure,
  stepVerdict,
  verdictOf,
} from '../../core/rehearsal/report.ts'
import type { DemoReport, PaneReport, Verdict } from '../../core/rehearsal/report.ts'
import { sheetLines } from '../../core/rehearsal/timing-sheet.ts'
import type { Sheet } from '../../core/rehearsal/timing-sheet.ts'
import { bold, complain, dim, green, print, red, yellow } from '../shared/output.ts'

const MARKS: Readonly<Record<Verdict, string>> = {
  same: green('✓'),
  benign: green('≈'),
  'not-run': yellow('–'),
  unrecorded: yellow('?'),
  drift: red('≠'),
  failed: red('✗'),
}

/** Prints a demo's steps for its author. */
export function printReport(report: DemoReport): void {
  print(bold(report.demo))
  if (report.stale) print(`  ${dim('the script has changed since it was recorded')}`)
  for (const { step, optional, panes } of report.steps)
    for (const pane of panes) {
      const time = pane.today === undefined ? '' : dim(` · ${seconds(pane.today)}`)
      const mark = MARKS[verdictOf(pane.found)]
      const note = optional ? dim(' (optional)') : ''
      print(`  ${mark} ${step} ${pane.pane}${note} · ${foundSentence(pane.found)}${time}`)
      printDrift(pane)
    }
  print(`  ${summary(report)}`)
  if (report.updated && report.updated.length > 0)
    print(`  recorded anew: ${report.updated.join(', ')}`)
  if (report.notUpdated !== undefined)
    complain(`${report.demo}: the take is as it was: ${report.notUpdated}`)
  if (report.kept !== undefined) print(`  ${dim(`today’s recording: ${report.kept}`)}`)
}

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`

function printDrift({ found }: PaneReport): void {
  const drift = driftOf(found)
  const lines = drift ? hunks(drift) : []
  if (lines.length > 0) print(`      ${dim('- the take, + today')}`)
  for (const line of lines) print(`      ${painted(line)}`)
}

/** Volatile text, such as a time, is dim; a line with another result is coloured. */
function painted(line: DriftLine | Gap): string {
  if (line.in === 'gap') return dim(lineText(line))
  const [sign, paint] = ({ both: [' ', same], take: ['-', red], today: ['+', green] } as const)[
    line.in
  ]
  const pieces = line.line.map(({ text, kind }) => (kind === undefined ? paint(text) : dim(text)))
  return `${paint(sign)} ${pieces.join('')}`
}
const same = (text: string) => text

function summary({ steps }: DemoReport): string {
  const words: Readonly<Record<Verdict, string>> = {
    same: 'as recorded',
    benign: 'as recorded but for what is volatile',
    'not-run': 'not run',
    unrecorded: 'not recorded',
    drift: 'with another result',
    failed: 'did not hold',
  }
  const counts = VERDICTS.map(
    (verdict) => [verdict, steps.filter((step) => stepVerdict(step) === verdict).length] as const,
  )
  const said = counts
    .filter(([, count]) => count > 0)
    .map(([verdict, count]) => `${count} ${words[verdict]}`)
  return `${steps.length} step${steps.length === 1 ? '' : 's'}: ${said.join(', ')}`
}

export function printSheet(sheet: Sheet): void {
  const [heading, ...rows] = sheetLines(sheet)
  const total = rows.pop()
  if (heading === undefined || total === undefined) return
  print()
  print(bold(heading))
  for (const row of rows) print(row)
  print(bold(total))
}

/** What `--json` prints for a demo: the verdict of each step and pane. */
export function jsonOf(report: DemoReport, allowMissing: boolean): object {
  const { demo, stale, kept, updated, notUpdated } = report
  return {
    demo,
    ok: !report.steps.some((step) => isFailure(report, step, allowMissing)),
    stale,
    ...defined({ kept, updated, notUpdated }),
    steps: report.steps.map((step) => ({
      step: step.step,
      verdict: stepVerdict(step),
      ok: !isFailure(report, step, allowMissing),
      optional: step.optional,
      panes: step.panes.map(jsonOfPane),
    })),
  }
}

function jsonOfPane({ pane, found, recorded, today }: PaneReport): object {
  const drift = driftOf(found)
  const outcome = 'outcome' in found ? found.outcome : {}
  return {
    pane,
    verdict: verdictOf(found),
    says: foundSentence(found),
    ...(found.type === 'not-run' ? { cause: found.cause } : {}),
    ...outcome,
    ...(drift ? { changes: drift.changes, diff: hunks(drift).map(lineText) } : {}),
    ...defined({ recorded, today }),
  }
}
