import { FIRST_BUNDLES } from '../../core/recording/bundle.ts'
import { sheetCount, sheetLines } from '../../core/trust/sheet.ts'
import type { Programme } from '../../server/stage/programme.ts'
import { createHub } from '../../server/stage/stage-hub.ts'
import type { Hub } from '../../server/stage/stage-hub.ts'
import type { Session } from '../../server/terminal/session/session.ts'
import type { DemoRunner } from '../shared/demo-runner.ts'
import { demosOf, showProblems, showUncovered } from '../shared/workspace.ts'
import type { Workspace } from '../shared/workspace.ts'
import { complain, printWhole, progress } from '../shared/output.ts'

export type Mode = 'auto' | 'live' | 'replay'

/**
 * The hub of this stage: what is on its bill, in real shells. Without a backstage there are none, and
 * the mode is `replay`.
 */
export function createStageHub(
  bill: Programme,
  backstage: DemoRunner | null,
  { mode, why }: { readonly mode: Mode; readonly why?: string | undefined },
): Hub<Session> {
  return createHub<Session>({
    mode,
    ...(why === undefined ? {} : { why }),
    names: () => bill.names(),
    find: (name) => bill.find(name),
    open(demo, after) {
      const one = bill.find(demo.name)
      if (!one || !backstage) throw new Error(`invariant: ${demo.name} was found, to be run`)
      const look = (begun: boolean) => bill.refusal(demo.name, begun)
      return backstage.world(one.found, demo, { look }, after)
    },
    approvals: bill,
  })
}

interface Start {
  readonly house: Workspace
  readonly bill: Programme
  readonly hub: Hub<Session>
  readonly deck: string
  readonly mode: Mode
}

/** Who names a deck wants it ready: requirements and setup are seen to now, not on stage. */
export async function warmUp({ house, bill, hub, deck, mode }: Start): Promise<void> {
  const summary = house.library.decks().find(({ name }) => name === deck)
  // A long recording takes seconds to read: now, and not when the link is opened. Whoever asks for
  // one that failed is told of it then.
  void readAhead(house, summary?.demos ?? [])
  const stages = (summary?.demos ?? []).map((demo) => ({ demo }))
  demosOf(house.library, { stages }).forEach(showUncovered)
  if (mode === 'replay') return
  showProblems(summary?.problems ?? [])
  for (const demo of summary?.demos ?? []) {
    progress(`getting ${demo} ready`)
    const ready = await hub.prepare(demo)
    if (ready.ok) progress(`${demo}: live`)
    else complain(`${demo}: replay only: ${ready.why}`)
    const billed = bill.find(demo)
    // Where nothing can run, nothing is asked.
    if (billed?.trusted === false && billed.demo.live) tellWhatWouldRun(bill, demo)
  }
}

/** For so long, in ms, the machine is left to the page of whoever opens the link at once. */
const OPENING = 3_000

/** One after another, and first what a page begins with: it waits for that alone. */
async function readAhead({ shelf }: Workspace, demos: readonly string[]): Promise<void> {
  for (const [n, demo] of demos.entries()) {
    if (n === FIRST_BUNDLES) await new Promise((wake) => setTimeout(wake, OPENING).unref())
    await shelf.bundle(demo).catch(() => {})
  }
}

/** The page lists the same, and asks. A pipe gets how much it is, a terminal every line. */
function tellWhatWouldRun(bill: Programme, demo: string): void {
  const sheet = bill.sheet(demo)
  if (!sheet.ok) return
  complain(`${demo}: it would run and use: ${sheetCount(sheet.value)}`)
  if (process.stderr.isTTY) for (const line of sheetLines(sheet.value)) printWhole(`  ${line}`)
  complain(`${demo}: the page of the deck shows all of it, and asks`)
}
