import { hunks, lineText } from './hunks.ts'
import type { DemoReport, PaneReport, StepReport } from './report.ts'
import { driftOf, foundSentence, isFailure } from './report.ts'

/**
 * A rehearsal as JUnit XML, as CI systems read it: a suite for each demo, a case for each step. What
 * was not run and is no failure is skipped.
 */
export function junit(reports: readonly DemoReport[], allowMissing: boolean): string {
  const suites = reports.map((report) => suite(report, allowMissing))
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="cuecast rehearse">\n${suites.join('')}</testsuites>\n`
}

function suite(report: DemoReport, allowMissing: boolean): string {
  const { demo, steps } = report
  const results = steps.map((step) => [step, resultOf(report, step, allowMissing)] as const)
  const count = (what: Result) => results.filter(([, result]) => result === what).length
  const [failures, skipped] = [count('failure'), count('skipped')]
  const counts = { tests: steps.length, failures, errors: 0, skipped }
  const cases = results.map(([step, result]) => testCase(demo, step, result)).join('')
  return `  <testsuite ${attributes({ name: demo, ...counts })}>\n${cases}  </testsuite>\n`
}

type Result = 'failure' | 'skipped' | 'passed'

function resultOf(report: DemoReport, step: StepReport, allowMissing: boolean): Result {
  if (isFailure(report, step, allowMissing)) return 'failure'
  return step.panes.some(({ found }) => found.type === 'not-run') ? 'skipped' : 'passed'
}

function testCase(demo: string, step: StepReport, result: Result): string {
  const time = Math.max(0, ...step.panes.map(({ today }) => today ?? 0)) / 1000
  const message = step.panes.map((pane) => `${pane.pane}: ${foundSentence(pane.found)}`).join('; ')
  const open = `    <testcase ${attributes({ classname: demo, name: step.step, time: time.toFixed(3) })}>\n`
  const said = step.panes.map(paneText).join('\n')
  const inside =
    result === 'failure'
      ? `      <failure ${attributes({ message })}>${escape(said)}</failure>\n`
      : result === 'skipped'
        ? `      <skipped ${attributes({ message })}/>\n`
        : `      <system-out>${escape(said)}</system-out>\n`
  return `${open}${inside}    </testcase>\n`
}

function paneText({ pane, found }: PaneReport): string {
  const drift = driftOf(found)
  const lines = drift ? hunks(drift) : []
  return [`${pane}: ${foundSentence(found)}`, ...lines.map(lineText)].join('\n')
}

const attributes = (values: Readonly<Record<string, string | number>>) =>
  Object.entries(values)
    // An attribute's line ends would be read as spaces.
    .map(([name, value]) => `${name}="${escape(String(value)).replace(/\n/g, '&#10;')}"`)
    .join(' ')

/**
 * XML 1.0 has no way to write most control characters, and none for half a pair. What turns the
 * direction of reading has no place in a report either.
 */
function escape(text: string): string {
  return text
    .replace(/[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '�')
    .replace(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '�')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/\r/g, '&#13;')
}
