import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, it, vi } from 'vitest'
import { WebSocket } from 'ws'
import { createConnection } from '../../../client/connection/connection.ts'
import type { Connection, Wire } from '../../../client/connection/types.ts'
import { createLive as createPageLive } from '../../../client/demo/live-driver.ts'
import type { Demo } from '../../../core/demo/model.ts'
import type { Driver } from '../../../core/playback/driver.ts'
import { createLive } from '../../../core/performer/live-driver.ts'
import { parseDemo } from '../../../core/demo/parse.ts'
import { createSwitch } from '../../../core/playback/switch-driver.ts'
import { systemClock } from '../../../server/base/system-clock.ts'
import { createSocketServer } from '../../../server/web/websocket/socket-server.ts'
import { createMachineAdapter } from '../../../server/demo/machine-adapter.ts'
import { greetPresenter } from '../../../server/web/websocket/authenticate.ts'
import type { Presenter } from '../../../server/web/websocket/authenticate.ts'
import { createHub } from '../../../server/stage/hub.ts'
import { createLease } from '../../../server/stage/control-lease.ts'
import { searchPattern } from '../../../server/base/pattern-search.ts'
import { openRun } from '../../../server/terminal/process/run-registry.ts'
import { systemEntropy } from '../../../server/base/secret.ts'
import type { Session } from '../../../server/terminal/session/session.ts'
import { createPresses } from '../../../server/stage/press-relay.ts'
import { serveWindow } from '../../../server/web/websocket/window-socket.ts'
import { createTimer } from '../../../server/stage/talk-timer.ts'
import { createTickets } from '../../../server/web/websocket/tickets.ts'
import { createWeb } from '../../../server/web/http/server.ts'
import { createDemoRuntime } from '../../../server/demo/runtime.ts'
import { driverContract } from '../../support/driver-contract.ts'
import type { Rig } from '../../support/driver-contract.ts'
import { itNeeds } from '../../support/needs.ts'
import { fakeRoutes, listen } from './test-server.ts'

/**
 * The contract of drivers over real shells and a real WebSocket, in three arrangements: the
 * performer beside the pty, the same behind a switch, and the page's own driver with the whole
 * server behind it.
 */
const base = mkdtempSync(join(tmpdir(), 'cuecast-drivers-'))
const opened = openRun(join(base, 'runs'))
if (!opened.ok) throw new Error(opened.why)
const run = opened.value
afterAll(() => {
  rmSync(base, { recursive: true, force: true })
})

/** Real shells on a busy machine need seconds; a broken contract takes this long to show. */
const DEADLINE = 20_000
const eventually = (until: () => boolean): Promise<void> =>
  vi.waitUntil(until, { timeout: DEADLINE, interval: 5 }).then(() => {})

/** The demo of these tests, played in this shell. */
function script(shell: 'bash' | 'zsh'): Demo {
  const source = [
    'title: the contract',
    `panes: { main: { shell: ${shell} } }`,
    'steps:',
    '  - id: hello',
    '    run: echo hello',
    '    patience: 15s',
  ].join('\n')
  const { value, problems } = parseDemo('contract', 'demo.yaml', source)
  if (!value) throw new Error(JSON.stringify(problems))
  return value
}

/** A demo runtime whose shell is at its prompt, as before any step. */
async function stand(shell: 'bash' | 'zsh') {
  const demo = script(shell)
  const machine = createMachineAdapter({
    demo,
    folder: base,
    run,
    clock: systemClock,
    // This is the fastest typing: these tests are not about the cadence.
    random: () => 0,
    complain: (what) => {
      throw new Error(what)
    },
  })
  const runtime = createDemoRuntime<Session>(demo, machine, () => undefined)
  const ready = await runtime.prepare(['main'])
  if (!ready.ok) throw new Error(ready.why)
  return { demo, runtime, session: runtime.terminal('main')! }
}

async function besideThePty(
  shell: 'bash' | 'zsh',
  wrap: (driver: Driver) => Driver = (driver) => driver,
): Promise<Rig> {
  const { demo, runtime, session } = await stand(shell)
  const find = (step: string) => {
    const part = demo.steps.find(({ id }) => id === step)?.parts.get('main')
    return part && { part, patience: 15_000 }
  }
  const driver = wrap(
    createLive(session, find, { clock: systemClock, random: () => 0, search: searchPattern }),
  )
  return { driver, run: eventually, close: () => runtime.close() }
}

/**
 * The page's driver: its connection, a socket, the socket server, the hub, the demo runtime, a
 * shell.
 */
async function inThePage(
  shell: 'bash' | 'zsh',
  wrap: (driver: Driver) => Driver = (driver) => driver,
): Promise<Rig> {
  const { demo, runtime } = await stand(shell)
  const hub = createHub<Session>({
    mode: 'auto',
    names: () => [demo.name],
    find: (name) => (name === demo.name ? { demo, trusted: true } : null),
    open: () => runtime,
  })
  const tickets = createTickets(systemClock, systemEntropy)
  const lease = createLease()
  const presses = createPresses(lease, systemClock)
  const timer = createTimer(systemClock, hub)
  const shared = { hub, lease, presses, timer, clock: systemClock }
  const socketServer = createSocketServer<Presenter>({
    clock: systemClock,
    greet: greetPresenter(tickets),
    onConnection: (peer, guest) => serveWindow(peer, guest, shared),
  })
  const manifest = fakeRoutes()
  const web = createWeb({ routes: () => manifest, upgrade: socketServer.upgrade })
  const server = await listen(web)
  let intents = 0
  const connection: Connection = createConnection({
    open: () =>
      new WebSocket(`${server.origin.replace('http', 'ws')}/socket`, {
        headers: { Origin: server.origin },
      }) as unknown as Wire,
    clock: systemClock,
    project: null,
    secrets: { ticket: tickets.issue().reveal() },
    keep: () => {},
    page: 'one',
    newIntent: () => `intent-${String(++intents).padStart(4, '0')}`,
  })
  await eventually(() => connection.status().at === 'open')
  return {
    driver: wrap(createPageLive(connection, demo.name, 'main')),
    run: eventually,
    async close() {
      connection.close()
      socketServer.close()
      await hub.close()
      await runtime.close()
      await server.stop()
    },
  }
}

// The tests run side by side: each spends its time waiting for a shell to start or a key to be due.
describe.concurrent('over a real shell', { timeout: 60_000 }, () => {
  driverContract('live, bash', () => besideThePty('bash'), { types: true })
  driverContract(
    'a switch around it',
    () => besideThePty('bash', (live) => createSwitch({ live }, 'live')),
    { types: true },
  )
  driverContract("the page's, bash", () => inThePage('bash'), { types: true })
  driverContract(
    "a switch around the page's",
    () => inThePage('bash', (live) => createSwitch({ live }, 'live')),
    { types: true },
  )
  const inZsh = itNeeds('zsh')
  if (inZsh === it) driverContract('live, zsh', () => besideThePty('zsh'), { types: true })
  else inZsh('the driver contract: live, zsh', () => {})
})
