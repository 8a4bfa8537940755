import { existsSync, statSync, writeFileSync } from 'node:fs'
import { dirname, resolve, sep } from 'node:path'
import { arch, platform } from 'node:process'
import type { Demo } from '../../core/demo/model.ts'
import { junit as junitReport } from '../../core/rehearsal/junit.ts'
import { isFailure } from '../../core/rehearsal/report.ts'
import type { DemoReport } from '../../core/rehearsal/report.ts'
import { deckSheet, demoSheet } from '../../core/rehearsal/timing-sheet.ts'
import type { Sheet } from '../../core/rehearsal/timing-sheet.ts'
import { lastTimes } from '../../server/stage/slide-times.ts'
import { stateFolder } from '../../server/base/state-folder.ts'
import { openDemoRunner } from '../shared/demo-runner.ts'
import { readSeed, rehearseChaos } from '../rehearse/chaos.ts'
import { openRehearsals, tellApprovals } from '../shared/approvals.ts'
import { findDemo, nameOf, openWorkspace, showProblems } from '../shared/workspace.ts'
import type { Workspace } from '../shared/workspace.ts'
import { Exit, complain, print, progress } from '../shared/output.ts'
import { rehearse as rehearseDemo } from '../rehearse/demo.ts'
import { jsonOf, printReport, printSheet } from '../rehearse/print.ts'
import { stopOnSignal } from '../shared/signals.ts'

interface RehearseOptions {
  readonly json?: boolean
  readonly junit?: string
  readonly update?: boolean
  readonly allowMissing?: boolean
  readonly chaos?: string
}

export async function rehearse(
  names: readonly string[],
  options: RehearseOptions,
): Promise<number> {
  const { json = false, junit, update = false, allowMissing = false, chaos } = options
  const workspace = openWorkspace()
  if (chaos !== undefined) {
    const seed = readSeed(chaos)
    const others = { '--junit': junit, '--update': update, '--allow-missing': allowMissing }
    const other = Object.entries(others).find(([, value]) => value !== undefined && value !== false)
    if (other) complain(`--chaos compares nothing: it goes with no ${other[0]}`)
    if (seed === null || other) return Exit.mistaken
    return rehearseChaos(workspace, { seed, names, json })
  }
  const chosen = choose(workspace, names)
  if (!chosen || !isWritable(junit)) return Exit.mistaken
  const { reports, stopped } = await rehearseAll(workspace, chosen.demos, {
    json,
    update,
    allowMissing,
  })
  const sheets = sheetsOf(workspace, chosen, reports)
  for (const sheet of sheets)
    if (json) print(JSON.stringify({ sheet }))
    else printSheet(sheet)
  if (junit !== undefined) writeFileSync(junit, junitReport([...reports.values()], allowMissing))
  const failed = [...reports.values()].some((report) =>
    report.steps.some((step) => isFailure(report, step, allowMissing)),
  )
  return failed || stopped || reports.size < chosen.demos.length ? Exit.failed : Exit.fine
}

type Named = NonNullable<ReturnType<typeof findDemo>>
interface Chosen {
  readonly decks: readonly string[]
  readonly demos: readonly Named[]
}

/** Takes a name for a deck's if there is such a deck, else for a demo's. Each demo comes once. */
function choose(workspace: Workspace, names: readonly string[]): Chosen | null {
  const deckOf = (given: string) => workspace.library.deck(nameOf('slides', given))
  const decks = names.flatMap((name) => deckOf(name) ?? [])
  const here = resolve('demos') + sep
  const own = () => workspace.library.demos().filter(({ folder }) => folder.startsWith(here))
  const wanted =
    names.length > 0
      ? names.flatMap(
          (name) => deckOf(name)?.stages.map(({ demo }) => demo) ?? [nameOf('demos', name)],
        )
      : own().map(({ name }) => name)
  if (wanted.length === 0 && decks.length === 0) {
    complain('there is no demo below this folder; name a deck or a demo')
    return null
  }
  const problems = decks.flatMap((deck) => deck.problems)
  showProblems(problems)
  const demos = [...new Set(wanted)].map((name) => findDemo(workspace, name))
  if (problems.length > 0 || demos.includes(null)) return null
  return { decks: decks.map(({ name }) => name), demos: demos.filter((one) => one !== null) }
}

/** Checked first, because performing everything takes minutes and the report is written at the end. */
function isWritable(file: string | undefined): boolean {
  if (file === undefined) return true
  const folder = dirname(resolve(file))
  if (existsSync(folder) && statSync(folder).isDirectory() && !isFolder(file)) return true
  complain(`--junit takes a file to write; there is no folder ${folder}, or it is one`)
  return false
}

const isFolder = (path: string) => existsSync(path) && statSync(path).isDirectory()

async function rehearseAll(
  workspace: Workspace,
  demos: readonly Named[],
  { json, update, allowMissing }: { json: boolean; update: boolean; allowMissing: boolean },
) {
  tellApprovals(
    workspace,
    demos.map(({ found }) => found),
  )
  const demoRunner = await openDemoRunner(workspace)
  const rehearsals = openRehearsals()
  const stop = stopOnSignal('the shells and cleaning up')
  const reports = new Map<string, DemoReport>()
  try {
    for (const [n, named] of demos.entries()) {
      if (stop.aborted) break
      progress(`${named.demo.name}, ${n + 1} of ${demos.length}`)
      const report = await rehearseDemo(workspace, demoRunner, named, {
        update,
        platform: `${platform}/${arch === 'x64' ? 'amd64' : arch}`,
        stop,
        state: rehearsals.folder,
      })
      reports.set(report.demo, report)
      if (json) print(JSON.stringify(jsonOf(report, allowMissing)))
      else printReport(report)
    }
  } finally {
    demoRunner.close()
    if ([...reports.values()].every(({ kept }) => kept === undefined)) rehearsals.leave()
  }
  return { reports, stopped: stop.aborted }
}

/** A timing sheet for each deck that was named, and for each demo that is in none of these decks. */
function sheetsOf(
  workspace: Workspace,
  { decks, demos }: Chosen,
  reports: ReadonlyMap<string, DemoReport>,
): readonly Sheet[] {
  const state = stateFolder(process.env)
  const inDecks = new Set<string>()
  const sheets = decks.flatMap((name) => {
    const found = workspace.library.deck(name)
    for (const { demo } of found?.stages ?? []) inDecks.add(demo)
    return found?.deck ? [deckSheet(found.deck, reports, lastTimes(state, found))] : []
  })
  const others = demos.map(({ demo }: { demo: Demo }) => reports.get(demo.name))
  return [
    ...sheets,
    ...others.flatMap((report) => (report && !inDecks.has(report.demo) ? demoSheet(report) : [])),
  ]
}
