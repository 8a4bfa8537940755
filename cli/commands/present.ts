import { remoteAddress } from '../present/remote.ts'
import { runStage } from '../present/run-stage.ts'
import type { Mode } from '../present/stage-setup.ts'
import { Exit, complain } from '../shared/output.ts'
import { coverLibrary, findDeck, openWorkspace } from '../shared/workspace.ts'

interface PresentOptions {
  readonly port: string
  readonly watch?: boolean
  readonly mode: Mode
  /** An address of this machine; empty: the one on the venue's network. */
  readonly remote?: string
}

export async function present(given: string | undefined, options: PresentOptions): Promise<number> {
  const { watch = false, mode } = options
  const port = Number(options.port)
  // Only digits: `Number` takes an empty text for 0.
  if (!/^\d{1,5}$/.test(options.port) || port > 65_535) {
    complain(`--port takes a number from 0 to 65535, not ${JSON.stringify(options.port)}`)
    return Exit.mistaken
  }
  if (watch && options.remote !== undefined) {
    complain('--watch is for writing, and never on stage: it goes with no --remote')
    return Exit.mistaken
  }
  const workspace = openWorkspace(watch, tellDamage)
  const deck = given === undefined ? undefined : findDeck(workspace, given)
  if (deck === null) return Exit.mistaken
  if (deck === undefined) coverLibrary(workspace)
  const remote = options.remote === undefined ? undefined : await remoteAddress(options.remote)
  if (remote === null) return Exit.mistaken
  return runStage(workspace, { deck: deck?.name, port, mode, remote })
}

/** Says that a recording is damaged. The stage goes on with what can be read of it. */
function tellDamage(demo: string, damage: readonly string[]): void {
  complain(`${demo}: its recording is damaged and is used as far as it can be read:`)
  for (const line of damage) complain(line)
}
