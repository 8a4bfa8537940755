import type { DeckHealth, DemoHealth, Finding, Word } from '../../core/health/health.ts'
import { openRun } from '../../server/terminal/process/run-registry.ts'
import { openGreenRoom } from '../present/health.ts'
import { findDeck, openWorkspace } from '../shared/workspace.ts'
import { Exit, bold, dim, green, print, progress, red } from '../shared/output.ts'

interface DoctorOptions {
  readonly json?: boolean
}

export async function doctor(given: string | undefined, { json }: DoctorOptions): Promise<number> {
  const workspace = openWorkspace()
  const one = given === undefined ? undefined : findDeck(workspace, given)
  if (one === null) return Exit.mistaken
  const decks = one ? [one] : workspace.library.decks()
  // A doctor that is killed may leave probes running. They are marked, so that the next start ends them.
  const run = openRun()
  const mark = (demo: string) => (run.ok ? run.value.mark(demo) : `doctor-${process.pid}.${demo}`)
  const room = openGreenRoom(workspace, mark)
  let broken = false
  for (const { name } of decks) {
    progress(`looking at ${name}`)
    const health = await room.check(name)
    if (!health) continue
    broken ||= health.word === 'broken'
    if (json) print(JSON.stringify(health))
    else show(health)
  }
  if (run.ok) run.value.stop()
  return broken ? Exit.failed : Exit.fine
}

function show(health: DeckHealth): void {
  print(`${bold(health.deck)}: ${health.summary}`)
  for (const finding of health.findings) told(finding, '  ')
  for (const demo of health.demos) showDemo(demo)
}

/** Prints a line for the demo, and one for each step that differs from it or has findings. */
function showDemo({ demo, word, findings, steps }: DemoHealth): void {
  print(`  ${bold(demo)}: ${painted(word)} (${steps.length} step${steps.length === 1 ? '' : 's'})`)
  for (const finding of findings) told(finding, '    ')
  for (const step of steps) {
    if (step.word === word && step.findings.length === 0) continue
    print(`    ${step.step}: ${painted(step.word)}`)
    for (const finding of step.findings) told(finding, '      ')
  }
}

function told({ why, todo }: Finding, indent: string): void {
  print(`${indent}- ${why.replaceAll('\n', `\n${indent}  `)}`)
  if (todo !== undefined) print(dim(`${indent}  ${todo}`))
}

const painted = (word: Word) =>
  word === 'live' ? green(word) : word === 'broken' ? red(word) : bold(word)
