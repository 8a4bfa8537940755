import { tmpdir } from 'node:os'
import { arch, platform } from 'node:process'
import { defined } from '../../core/base/defined.ts'
import type { Demo } from '../../core/demo/model.ts'
import type { Outcome } from '../../core/demo/outcome.ts'
import { diffLines } from '../../core/base/diff.ts'
import { changedFiles, sayChanged, type ChangedFile } from '../../core/trust/changed-files.ts'
import { keptLines } from '../../core/trust/sheet.ts'
import { outcomeText } from '../../core/demo/outcome.ts'
import { reason } from '../../server/base/result.ts'
import { systemClock } from '../../server/base/system-clock.ts'
import { scriptHash } from '../../server/files/folder-hash.ts'
import type { LibraryDemo } from '../../server/library/library.ts'
import { recordDemo } from '../../server/rehearsal/record-demo.ts'
import { sheetOf } from '../../server/trust/describe-demo.ts'
import { toolVersions } from '../../server/terminal/process/tool-versions.ts'
import { openDemoRunner } from '../shared/demo-runner.ts'
import type { DemoRunner } from '../shared/demo-runner.ts'
import { tellApprovals } from '../shared/approvals.ts'
import { findDemo, openWorkspace, showProblems } from '../shared/workspace.ts'
import type { Workspace } from '../shared/workspace.ts'
import { Exit, bold, complain, green, print, progress, red } from '../shared/output.ts'

interface RecordOptions {
  readonly step?: string
  readonly json?: boolean
}

export async function record(
  names: readonly string[],
  { step, json = false }: RecordOptions,
): Promise<number> {
  const workspace = openWorkspace()
  const named = names.map((name) => findDemo(workspace, name))
  if (named.some((one) => one === null || !hasStep(one.demo, step))) return Exit.mistaken
  tellApprovals(
    workspace,
    named.flatMap((one) => one?.found ?? []),
  )
  const demoRunner = await openDemoRunner(workspace)
  let failed = false
  for (const one of named) {
    if (!one) continue
    const result = await recordOne(workspace, demoRunner, one, step, json)
    failed ||= !result
  }
  demoRunner.close()
  return failed ? Exit.failed : Exit.fine
}

function hasStep(demo: Demo, step: string | undefined): boolean {
  const ids = demo.steps.map(({ id }) => id)
  if (step === undefined || ids.includes(step)) return true
  complain(`${demo.name}: there is no step ${step}; there are: ${ids.join(', ')}`)
  return false
}

type Named = NonNullable<ReturnType<typeof findDemo>>

/** Whether the demo is approved already, and as the presenter's own. */
const isKnown = ({ trust }: Workspace, { found }: Pick<Named, 'found'>) =>
  trust.isTrusted(found) && trust.isOwn(found)

async function recordOne(
  workspace: Workspace,
  demoRunner: DemoRunner,
  { found, demo }: Named,
  step: string | undefined,
  json: boolean,
): Promise<boolean> {
  if (!json) print(bold(demo.name))
  // Taken before the demo runs, because running it may change its files.
  const marks = marksOf(workspace, found, demo)
  if (!marks) return false
  const { script } = marks
  const screens: { step: string; pane: string; screen: readonly string[] }[] = []
  const result = await recordDemo({
    demo,
    folder: found.folder,
    openRuntime: (opened) => demoRunner.createRuntime(found, demo, { opened }),
    clock: systemClock,
    date: Date.now(),
    platform: `${platform}/${arch === 'x64' ? 'amd64' : arch}`,
    tools: await toolVersions(demo, found.folder),
    script,
    ...defined({ step }),
    told(id, pane, outcome, rows) {
      if (!outcome.ok) screens.push({ step: id, pane, screen: rows })
      if (json) return
      print(`  ${line(id, pane, outcome)}`)
      for (const row of rows) print(`      │ ${row}`)
    },
    complain,
    tries: tmpdir(),
  })
  if (json) print(JSON.stringify({ demo: demo.name, ...result, ...(!result.ok && { screens }) }))
  if (!result.ok) {
    complain(`${demo.name}: ${result.why}`)
    if (result.tried !== undefined) complain(`what was recorded is in ${result.tried}`)
    complain('the take is as it was')
    return false
  }
  progress(`written to ${found.folder}/take`)
  // Recording runs all of a demo, so it approves the demo: nothing will run that has not run now.
  if (!isKnown(workspace, { found })) approveOwn(workspace, found, demo, marks)
  return true
}

/** What the demo is before it runs; null, after a complaint, if a file cannot be read. */
function marksOf({ trust }: Workspace, found: LibraryDemo, demo: Demo) {
  try {
    const lines = keptLines(sheetOf(demo, found.folder, ''))
    return { script: scriptHash(found.folder), seal: trust.seal(found), lines }
  } catch (error) {
    complain(`${found.name} cannot be recorded: ${reason(error)}`)
    return null
  }
}

/** Approves the demo, unless its files changed while it was recorded: nobody has run what they say now. */
function approveOwn(
  { trust }: Workspace,
  found: LibraryDemo,
  demo: Demo,
  before: NonNullable<ReturnType<typeof marksOf>>,
): void {
  const hash = trust.hash(found)
  const lines = keptLines(sheetOf(demo, found.folder, hash))
  if (trust.seal(found) !== before.seal)
    return complainOfChange(demo, changedFiles([...diffLines(before.lines, lines)]))
  const problem = trust.approve(found, hash, { own: true, lines })
  if (!problem) return
  showProblems([problem])
  complain(`${demo.name}: recorded, but not approved; run: cuecast trust ${demo.name}`)
}

function complainOfChange({ name, made = [] }: Demo, files: readonly ChangedFile[]): void {
  const what = files.length === 0 ? 'its files have changed' : sayChanged(files)
  complain(`${name}: ${what} since the recording began, so it is recorded, but not approved`)
  const fresh = files.flatMap(({ path, how }) => (how === 'new' ? (path.split('/')[0] ?? []) : []))
  const own = [...new Set([...made, ...fresh])]
  if (fresh.length > 0)
    complain(`what it makes itself belongs into its script: made: [${own.join(', ')}]`)
  complain(`then record it again; or look at it and approve it: cuecast trust ${name}`)
}

function line(step: string, pane: string, outcome: Outcome): string {
  const mark = outcome.ok ? green('✓') : red('✗')
  const facts = [
    outcome.status === undefined ? null : `exit ${outcome.status}`,
    outcome.duration === undefined ? null : `${(outcome.duration / 1000).toFixed(1)} s`,
    outcome.lines === undefined ? null : `${outcome.lines} line${outcome.lines === 1 ? '' : 's'}`,
    outcome.ok ? null : outcomeText(outcome),
  ]
  return `${mark} ${step} ${pane} ${facts.filter((fact) => fact !== null).join(' · ')}`
}
