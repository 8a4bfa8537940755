import { existsSync, statSync, writeFileSync } from 'node:fs'
import { dirname, resolve, sep } from 'node:path'
import { arch, platform } from 'node:process'
import { defineCommand } from 'citty'
import type { Demo } from '../../core/demo/model.ts'
import { junit } from '../../core/rehearsal/junit.ts'
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
import { rehearse } from '../rehearse/rehearse-demo.ts'
import { jsonOf, printReport, printSheet } from '../rehearse/print.ts'
import { stopOnSignal } from '../shared/signals.ts'

export default defineCommand({
  meta: {
    name: 'rehearse',
    description: 'Run every step live, without a window, and compare it with its recording',
  },
  args: {
    name: {
      type: 'positional',
      description: 'decks and demos; without one, all demos below this folder',
      required: false,
    },
    json: { type: 'boolean', description: 'print a line of JSON for each demo and each deck' },
    junit: { type: 'string', description: 'write a JUnit report for CI', valueHint: 'FILE' },
    update: { type: 'boolean', description: 'record anew the steps that have another result' },
    'allow-missing': {
      type: 'boolean',
      description: 'what this machine lacks is no failure',
    },
    chaos: {
      type: 'string',
      description: 'play one deck to its last slide in a browser, while what can go wrong does',
      valueHint: 'SEED',
    },
  },
  async run({ args }) {
    const house = openWorkspace()
    if (args.chaos !== undefined) {
      const seed = readSeed(args.chaos)
      const others = ['junit', 'update', 'allow-missing'] as const
      const other = others.find((name) => args[name] !== undefined && args[name] !== false)
      if (other !== undefined) complain(`--chaos compares nothing: it goes with no --${other}`)
      if (seed === null || other !== undefined) return Exit.mistaken
      return rehearseChaos(house, { seed, names: args._, json: args.json === true })
    }
    const chosen = choose(house, args._)
    if (!chosen || !isWritable(args.junit)) return Exit.mistaken
    const allowMissing = args['allow-missing'] === true
    const { reports, stopped } = await rehearseAll(house, chosen.demos, {
      ...{ json: args.json, update: args.update, 'allow-missing': allowMissing },
    })
    const sheets = sheetsOf(house, chosen, reports)
    for (const sheet of sheets)
      if (args.json) print(JSON.stringify({ sheet }))
      else printSheet(sheet)
    if (args.junit !== undefined)
      writeFileSync(args.junit, junit([...reports.values()], allowMissing))
    const failed = [...reports.values()].some((report) =>
      report.steps.some((step) => isFailure(report, step, allowMissing)),
    )
    return failed || stopped || reports.size < chosen.demos.length ? Exit.failed : Exit.fine
  },
})

type Named = NonNullable<ReturnType<typeof findDemo>>
interface Chosen {
  readonly decks: readonly string[]
  readonly demos: readonly Named[]
}

/** A name is a deck's if there is such a deck, else a demo's. Each demo once, in this order. */
function choose(house: Workspace, names: readonly string[]): Chosen | null {
  const deckOf = (given: string) => house.library.deck(nameOf('slides', given))
  const decks = names.flatMap((name) => deckOf(name) ?? [])
  const here = resolve('demos') + sep
  const own = () => house.library.demos().filter(({ folder }) => folder.startsWith(here))
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
  const demos = [...new Set(wanted)].map((name) => findDemo(house, name))
  if (problems.length > 0 || demos.includes(null)) return null
  return { decks: decks.map(({ name }) => name), demos: demos.filter((one) => one !== null) }
}

/** Better said before than after all has been performed. */
function isWritable(file: string | undefined): boolean {
  if (file === undefined) return true
  const folder = dirname(resolve(file))
  if (existsSync(folder) && statSync(folder).isDirectory() && !isFolder(file)) return true
  complain(`--junit takes a file to write; there is no folder ${folder}, or it is one`)
  return false
}

const isFolder = (path: string) => existsSync(path) && statSync(path).isDirectory()

async function rehearseAll(
  house: Workspace,
  demos: readonly Named[],
  args: { readonly [K in 'json' | 'update' | 'allow-missing']: boolean | undefined },
) {
  tellApprovals(
    house,
    demos.map(({ found }) => found),
  )
  const backstage = await openDemoRunner(house)
  const rehearsals = openRehearsals()
  const stop = stopOnSignal('the shells and cleaning up')
  const reports = new Map<string, DemoReport>()
  try {
    for (const [n, named] of demos.entries()) {
      if (stop.aborted) break
      progress(`${named.demo.name}, ${n + 1} of ${demos.length}`)
      const report = await rehearse(house, backstage, named, {
        update: args.update === true,
        platform: `${platform}/${arch === 'x64' ? 'amd64' : arch}`,
        stop,
        state: rehearsals.folder,
      })
      reports.set(report.demo, report)
      if (args.json) print(JSON.stringify(jsonOf(report, args['allow-missing'] === true)))
      else printReport(report)
    }
  } finally {
    backstage.close()
    if ([...reports.values()].every(({ kept }) => kept === undefined)) rehearsals.leave()
  }
  return { reports, stopped: stop.aborted }
}

/** For each deck that was named; for demos that were named themselves, theirs. */
function sheetsOf(
  house: Workspace,
  { decks, demos }: Chosen,
  reports: ReadonlyMap<string, DemoReport>,
): readonly Sheet[] {
  const state = stateFolder(process.env)
  const inDecks = new Set<string>()
  const sheets = decks.flatMap((name) => {
    const found = house.library.deck(name)
    for (const { demo } of found?.stages ?? []) inDecks.add(demo)
    return found?.deck ? [deckSheet(found.deck, reports, lastTimes(state, found))] : []
  })
  const others = demos.map(({ demo }: { demo: Demo }) => reports.get(demo.name))
  return [
    ...sheets,
    ...others.flatMap((report) => (report && !inDecks.has(report.demo) ? demoSheet(report) : [])),
  ]
}
