import type { Stop } from '../../core/base/event.ts'
import { listenNear } from '../../server/base/listen.ts'
import { systemClock } from '../../server/base/system-clock.ts'
import { watchLibrary } from '../../server/files/watcher.ts'
import { Exit, complain, progress } from '../shared/output.ts'
import { untilStopped } from '../shared/signals.ts'
import { roots } from '../shared/workspace.ts'
import type { Workspace } from '../shared/workspace.ts'
import { onStage } from './health.ts'
import { onTypedLine, printPresenterLink, printStageLink } from './links.ts'
import { openStage } from './open-stage.ts'
import type { OpenStage } from './open-stage.ts'
import { openRemote } from './remote.ts'
import { warmUp } from './stage-setup.ts'
import type { Mode } from './stage-setup.ts'
import { createStageWeb } from './stage-web.ts'

export interface RunStageOptions {
  /** The deck that is shown first; without one, the list of decks. */
  readonly deck: string | undefined
  /** 0: any free port. */
  readonly port: number
  readonly mode: Mode
  /** The address that phones connect to; without one no phone may connect. */
  readonly remote: string | undefined
}

/** Runs a stage until somebody ends it. Resolves to an exit code. */
export async function runStage(workspace: Workspace, options: RunStageOptions): Promise<number> {
  const { deck } = options
  const stage = await openStage(workspace, options.mode)
  const { built, web, socketServer } = await createStageWeb(stage)
  const port = await listenNear(web, options.port)
  if (options.port !== 0 && port !== options.port)
    complain(`port ${options.port} is in use; this is ${port}`)
  const linkTo = (path: string) =>
    `http://127.0.0.1:${port}${path}#ticket=${stage.tickets.issue().reveal()}`
  const path = deck === undefined ? '/' : `/decks/${deck}/`
  const link = () => linkTo(path)
  // The phones' port is the next after the stage's, or any port if the stage took any.
  const near = options.port === 0 ? 0 : port + 1
  const remote =
    options.remote === undefined
      ? null
      : await openRemote({ ...stage, built }, options.remote, near)
  printStageLink(link)
  // The presenter view gets a link of its own: the stage's link works once, in another window.
  if (deck !== undefined) printPresenterLink(() => linkTo(`${path}presenter`))
  remote?.show()
  // From here on, Ctrl-C ends everything in order, also while demos are still being set up.
  const stopped = untilStopped((line) => onTypedLine(line, link, remote))
  const stopFiles = watchFiles(stage)
  if (deck !== undefined) await Promise.race([warmUp({ ...stage, deck }), stopped])
  const stopChecks = checkDecks(stage, deck)
  await stopped
  stage.slideTimes.stop()
  stopChecks()
  stopFiles()
  progress('ending the shells and cleaning up')
  remote?.close()
  socketServer.close()
  web.close()
  await stage.hub.close()
  web.closeAllConnections()
  stage.demoRunner?.close()
  return Exit.fine
}

const WATCHING =
  'watching slides/ and demos/: what is saved shows at once. This is for writing, not for the stage'

/** Tells every window what an author saves. Does nothing without `--watch`. */
function watchFiles({ workspace: { lastGood }, programme, hub }: OpenStage): Stop {
  if (!lastGood) return () => {}
  complain(WATCHING)
  return watchLibrary(roots(), systemClock, (changed) => {
    // The stage keeps the last good version of a broken file.
    programme.reread(changed.demos.filter((demo) => !lastGood.isBroken(demo)))
    hub.change(changed)
    for (const name of [...changed.decks, ...changed.demos]) progress(`${name} was saved`)
  })
}

/** Checks the deck that was named, and from then on the deck that is on stage. */
function checkDecks(stage: OpenStage, named: string | undefined): Stop {
  const { room, hub } = stage
  if (named !== undefined) void room.check(named)
  // An approval lets demos run, so what was found before it is out of date.
  hub.onLive(() => {
    room.forget()
    const staged = onStage(stage, named).deck
    if (staged !== null) void room.check(staged)
  })
  return room.watch(() => onStage(stage, named))
}
