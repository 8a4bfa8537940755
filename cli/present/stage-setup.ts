import { defined } from '../../core/base/defined.ts'
import { FIRST_BUNDLES } from '../../core/recording/bundle.ts'
import { sheetCount, sheetLines } from '../../core/trust/sheet.ts'
import { demosOn } from '../../server/library/read-deck.ts'
import type { Programme } from '../../server/stage/programme.ts'
import { createHub } from '../../server/stage/hub.ts'
import type { Hub } from '../../server/stage/hub.ts'
import type { Session } from '../../server/terminal/session/session.ts'
import type { DemoRunner } from '../shared/demo-runner.ts'
import { demosOf, showProblems, showUncovered } from '../shared/workspace.ts'
import type { Workspace } from '../shared/workspace.ts'
import { complain, printWhole, progress } from '../shared/output.ts'

export type Mode = 'auto' | 'live' | 'replay'

/**
 * The hub of this stage: it runs the demos of the programme in real shells. Without a demo runner the
 * mode is `replay`, and no shell is opened.
 */
export function createStageHub(
  programme: Programme,
  demoRunner: DemoRunner | null,
  { mode, why }: { readonly mode: Mode; readonly why?: string | undefined },
): Hub<Session> {
  return createHub<Session>({
    mode,
    ...defined({ why }),
    names: () => programme.names(),
    find: (name) => programme.find(name),
    open(demo, after) {
      const one = programme.find(demo.name)
      if (!one || !demoRunner) throw new Error(`invariant: ${demo.name} was found, to be run`)
      const look = (begun: boolean) => programme.refusal(demo.name, begun)
      return demoRunner.createRuntime(one.found, demo, { look }, after)
    },
    approvals: programme,
  })
}

interface Start {
  readonly workspace: Workspace
  readonly programme: Programme
  readonly hub: Hub<Session>
  readonly deck: string
  readonly mode: Mode
}

/** Checks the requirements of a deck's demos and sets them up before the talk begins. */
export async function warmUp({ workspace, programme, hub, deck, mode }: Start): Promise<void> {
  const found = workspace.library.deck(deck)
  // A long recording takes seconds to read, so it is read now and not when the link is opened. The page
  // that asks for a recording that cannot be read is told why.
  const demos = [...demosOn(found?.stages ?? [])]
  void readAhead(workspace, demos)
  if (found) demosOf(workspace.library, found).forEach(showUncovered)
  if (mode === 'replay') return
  showProblems(found?.problems ?? [])
  for (const demo of demos) {
    progress(`getting ${demo} ready`)
    const ready = await hub.prepare(demo)
    if (ready.ok) progress(`${demo}: live`)
    else complain(`${demo}: replay only: ${ready.why}`)
    const entry = programme.find(demo)
    // A demo that cannot run at all needs no approval.
    if (entry?.trusted === false && entry.demo.live) tellWhatWouldRun(programme, demo)
  }
}

/** How long the machine is left to a page that is opened at once, in ms. */
const OPENING = 3_000

/** Reads recordings one after another, first those that a page waits for before it shows anything. */
async function readAhead({ content }: Workspace, demos: readonly string[]): Promise<void> {
  for (const [n, demo] of demos.entries()) {
    if (n === FIRST_BUNDLES) await new Promise((wake) => setTimeout(wake, OPENING).unref())
    await content.bundle(demo).catch(() => {})
  }
}

/** Says what a demo would run, as its page does. A pipe gets the counts, a terminal every line. */
function tellWhatWouldRun(programme: Programme, demo: string): void {
  const sheet = programme.sheet(demo)
  if (!sheet.ok) return
  complain(`${demo}: it would run and use: ${sheetCount(sheet.value)}`)
  if (process.stderr.isTTY) for (const line of sheetLines(sheet.value)) printWhole(`  ${line}`)
  complain(`${demo}: the page of the deck shows all of it, and asks`)
}
