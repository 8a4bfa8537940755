import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { reason } from '../../server/base/result.ts'
import { createProgramme } from '../../server/stage/programme.ts'
import { readBuilt } from '../../server/web/http/client-assets.ts'
import { systemClock } from '../../server/base/system-clock.ts'
import { createSocketServer } from '../../server/web/websocket/socket-server.ts'
import { greetPresenter } from '../../server/web/websocket/authenticate.ts'
import type { Presenter } from '../../server/web/websocket/authenticate.ts'
import { createLease } from '../../server/stage/control-lease.ts'
import { listenNear } from '../../server/base/listen.ts'
import { createRoutes, keepRoutes, withRemoteCode } from '../../server/web/http/routes.ts'
import { noDeck } from '../../server/web/pages/not-found.ts'
import { createPresses } from '../../server/stage/press-relay.ts'
import { createRemoteNotice } from '../../server/stage/pairing-state.ts'
import { createSlideTimes } from '../../server/stage/slide-times.ts'
import { serveWindow } from '../../server/web/websocket/window-socket.ts'
import { createTickets } from '../../server/web/websocket/tickets.ts'
import { createTimer } from '../../server/stage/talk-timer.ts'
import { createWeb } from '../../server/web/http/server.ts'
import { openDemoRunner } from '../shared/demo-runner.ts'
import { openState, tellApprovals } from '../shared/approvals.ts'
import { coverLibrary, findDeck, openWorkspace } from '../shared/workspace.ts'
import { onStage, openGreenRoom } from '../present/health.ts'
import type { Workspace } from '../shared/workspace.ts'
import { PACKAGE } from '../shared/package-root.ts'
import { openRemote, remoteAddress } from '../present/remote.ts'
import type { OpenRemote } from '../present/remote.ts'
import { Exit, bold, complain, dim, print, progress } from '../shared/output.ts'
import { createStageHub, warmUp } from '../present/stage-setup.ts'
import type { Mode } from '../present/stage-setup.ts'
import { watchFor } from '../present/watch.ts'

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

interface StageOptions {
  readonly deck: string | undefined
  readonly port: number
  readonly mode: Mode
  /** The address that phones connect to; without one no phone may connect. */
  readonly remote: string | undefined
}

async function runStage(
  workspace: Workspace,
  { deck, port: wanted, remote: address, ...given }: StageOptions,
) {
  let why: string | undefined
  const demoRunner = await openDemoRunner(workspace).catch((error: unknown) => {
    complain(`nothing runs live here, every demo is replayed: ${reason(error)}`)
    // The stage's badge says why it only replays, unless somebody asked for replay.
    if (given.mode !== 'replay') why = `nothing runs live here: ${reason(error)}`
    return null
  })
  const mode = demoRunner ? given.mode : 'replay'
  tellApprovals(workspace, workspace.library.demos())
  const programme = createProgramme(workspace.library, workspace.trust, workspace.lastGood !== null)
  const hub = createStageHub(programme, demoRunner, { mode, why })
  const slideTimes = createSlideTimes({
    state: openState(),
    clock: systemClock,
    date: () => Date.now(),
    find: (name) => workspace.library.deck(name),
    complain,
  })
  hub.onMove(slideTimes.moved)
  const room = openGreenRoom(workspace, (demo) => demoRunner?.mark(demo) ?? demo, {
    ...{ hub, mode, why },
  })
  const tickets = createTickets(systemClock, randomBytes)
  const lease = createLease()
  const presses = createPresses(lease, systemClock)
  const timer = createTimer(systemClock, hub)
  const phones = createRemoteNotice()
  const shared = { hub, lease, presses, timer, room, phones, clock: systemClock }
  const socketServer = createSocketServer<Presenter>({
    clock: systemClock,
    greet: greetPresenter(tickets),
    onConnection: (peer, guest) => serveWindow(peer, guest, shared),
    onRefused: (why) => progress(`turned away: ${why}`),
  })
  const built = await readBuilt(join(PACKAGE, 'dist/client'))
  const web = createWeb({
    routes: keepRoutes(
      systemClock,
      () =>
        withRemoteCode(
          createRoutes(workspace.content, built, 'presenter', () => hub.saves()),
          phones.now()?.address,
        ),
      () => workspace.content.chunks(),
      workspace.lastGood ? 0 : undefined,
    ),
    noDeck: () => noDeck(workspace.content),
    upgrade: socketServer.upgrade,
    admits: (token) => tickets.authenticate({ token }).ok,
    onRefused: (line) => progress(`turned away: ${line}`),
    onError: (error) => complain(`bug: ${reason(error)}`),
  })
  const port = await listenNear(web, wanted)
  if (wanted !== 0 && port !== wanted) complain(`port ${wanted} is in use; this is ${port}`)
  const path = deck === undefined ? '/' : `/decks/${deck}/`
  const linkTo = (at: string) => `http://127.0.0.1:${port}${at}#ticket=${tickets.issue().reveal()}`
  const link = () => linkTo(path)
  // The phones' port is the next after the stage's, or any port if the stage took any.
  const near = wanted === 0 ? 0 : port + 1
  const needs = { workspace, hub, lease, presses, timer, room, built, phones }
  const remote = address === undefined ? null : await openRemote(needs, address, near)
  greet(link)
  // The presenter view gets a link of its own: the stage's link works once, in another window.
  if (deck !== undefined) besides(() => linkTo(`${path}presenter`))
  remote?.show()
  // From here on, Ctrl-C ends everything in order, also while demos are still being set up.
  const stopped = untilStopped((line) => heard(line, link, remote))
  const stopFiles = watchFor(workspace, programme, hub)
  if (deck !== undefined) {
    await Promise.race([warmUp({ workspace, programme, hub, deck, mode }), stopped])
    void room.check(deck)
  }
  // An approval lets demos run, so what was found before it is out of date.
  hub.onLive(() => {
    room.forget()
    const staged = onStage({ hub, mode }, deck).deck
    if (staged !== null) void room.check(staged)
  })
  const stopWatching = room.watch(() => onStage({ hub, mode }, deck))
  await stopped
  slideTimes.stop()
  stopWatching()
  stopFiles()
  progress('ending the shells and cleaning up')
  remote?.close()
  socketServer.close()
  web.close()
  await hub.close()
  web.closeAllConnections()
  demoRunner?.close()
  return Exit.fine
}

function greet(link: () => string): void {
  if (!process.stdout.isTTY) return print(link())
  print(`${bold('Cuecast')} is on stage at`)
  print(`\n  ${bold(link())}\n`)
  print(dim('The link works once. Enter prints a fresh one, Ctrl-C ends the show.'))
}

/** Acts on a line that was typed into the terminal of the show. */
function heard(line: string, link: () => string, remote: OpenRemote | null): void {
  if (remote && line.trim() === 'off') return remote.off()
  print(`  ${bold(link())}`)
  remote?.renew()
}

/** Says that a recording is damaged. The stage goes on with what can be read of it. */
function tellDamage(demo: string, damage: readonly string[]): void {
  complain(`${demo}: its recording is damaged and is used as far as it can be read:`)
  for (const line of damage) complain(line)
}

/** Prints the link of the presenter view, which the audience never sees. */
function besides(link: () => string): void {
  if (process.stdout.isTTY) print(dim(`The presenter view (S on stage): ${link()}\n`))
  else print(link())
}

/** Resolves at the first Ctrl-C or signal; a second one ends the process at once. */
function untilStopped(hear: (line: string) => void): Promise<void> {
  const lines = process.stdin.isTTY ? createInterface({ input: process.stdin }) : null
  lines?.on('line', hear)
  return new Promise((resolve) => {
    const stop = () => {
      lines?.close()
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
        process.off(signal, stop)
        process.once(signal, () => process.exit(Exit.failed))
      }
      resolve()
    }
    lines?.on('SIGINT', stop)
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)
  })
}
