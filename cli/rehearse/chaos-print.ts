import { FAULTS } from '../../core/rehearsal/chaos/plan.ts'
import type { ChaosPlan } from '../../core/rehearsal/chaos/plan.ts'
import { breached } from '../../server/rehearsal/chaos/play.ts'
import type { ChaosReport, PressReport } from '../../server/rehearsal/chaos/play.ts'
import { bold, dim, green, print, red } from '../shared/output.ts'

/** Prints the plan before it is played. */
export function printPlan(deck: string, { seed, injections, left }: ChaosPlan): void {
  print(`${bold(deck)}, chaos ${seed}: ${injections.length} faults`)
  for (const { says, fault, after, lasts } of injections) {
    const long = lasts > 0 ? `, for ${lasts} ms` : ''
    print(dim(`  ${says}: ${FAULTS[fault]}, ${after} ms after the press${long}`))
  }
  if (left.length > 0)
    print(dim(`  too short a deck for: ${left.map((fault) => FAULTS[fault]).join('; ')}`))
}

export function printChaos({ seed }: ChaosPlan, report: ChaosReport): void {
  const { presses, reached, slides, breaches } = report
  const rows = presses.filter((one) => one.fault ?? one.breaches.length > 0)
  const cells = rows.map((one) => [
    String(one.press),
    `slide ${one.slide}`,
    one.says,
    one.fault ? FAULTS[one.fault] : '',
    `${(one.took / 1000).toFixed(1)} s`,
  ])
  const table = [['press', 'on', 'what', 'fault', 'goes on after'], ...cells]
  const widths = table[0]?.map((_, i) => Math.max(...table.map((row) => row[i]?.length ?? 0))) ?? []
  const line = (row: readonly string[]) =>
    row
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd()
  print()
  print(dim(`  ${line(table[0] ?? [])}`))
  for (const [n, one] of rows.entries()) {
    const mark = one.breaches.length > 0 ? red('✗') : green('✓')
    print(`${mark} ${line(cells[n] ?? [])}`)
    const seen = room(one)
    if (seen !== '') print(dim(`    the room saw ${seen}`))
    for (const note of one.notes) print(dim(`    ${note}`))
    for (const breach of one.breaches) print(`    ${red(breach)}`)
  }
  print()
  for (const breach of breaches) print(`${red('✗')} ${breach}`)
  const bad = breached(report)
  const unmet = `${bad} ${bad === 1 ? 'thing' : 'things'} did not hold`
  const verdict = bad === 0 ? green('the talk went on') : red(unmet)
  print(`${verdict}: slide ${reached} of ${slides}, ${presses.length} presses, seed ${seed}`)
}

const room = ({ before, after }: PressReport) => {
  const [was, is] = [before.join(' | '), after.join(' | ')]
  return was === is ? is : [was, is].filter((one) => one !== '').join(' → ')
}

export function jsonOfPress(report: PressReport): object {
  return report
}
