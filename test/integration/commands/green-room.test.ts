import { createServer } from 'node:http'
import type { AddressInfo, Server } from 'node:net'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { systemClock } from '../../../server/base/system-clock.ts'
import type { HealthOptions } from '../../../server/health/deck-demos.ts'
import { createHealthMonitor } from '../../../server/health/monitor.ts'
import { openLibrary } from '../../../server/library/library.ts'
import { thisMachine, type Machine } from '../../../server/health/machine.ts'
import { installAll, openBox, told } from '../socket/green-room-stage.ts'
import type { Box } from '../socket/green-room-stage.ts'

/** Each test puts one fault into a deck without problems, on a machine with its own PATH. */
let box: Box
let registry: Server
let registryPort = 0
let freePort = 0
const before = process.env['PATH']

const DAY = Date.UTC(2026, 10, 20)
const machine: Machine = {
  ...thisMachine,
  free: async () => 50 * 1024 ** 3,
  date: () => DAY,
  built: () => Date.UTC(2026, 9, 1),
  terminal: async () => null,
}

function listen(server: Server, port = 0): Promise<number> {
  return new Promise((settle) =>
    server.listen(port, '127.0.0.1', () => settle((server.address() as AddressInfo).port)),
  )
}
const close = (server: Server) => new Promise((settle) => server.close(settle))

beforeAll(async () => {
  // The port is below those that the system gives to clients for a moment, because it has to stay
  // free.
  for (let port = 10_000 + (process.pid % 10_000); freePort === 0; port++) {
    const free = createServer()
    freePort = await new Promise((settle) => {
      free.once('error', () => settle(0))
      free.listen(port, '127.0.0.1', () => settle(port))
    })
    await close(free)
  }
})
afterAll(() => {
  process.env['PATH'] = before
})
beforeEach(async () => {
  box = openBox()
  process.env['PATH'] = box.path
  registry = createServer((_, answer) => answer.writeHead(404, { connection: 'close' }).end())
  registryPort = await listen(registry)
  installAll(box)
  box.write(
    'slides/talk/deck.md',
    '# A talk\n\n```demo engine\n```\n\n---\n\n## Far\n\n```demo far\n```\n\n---\n\n## Plain\n\n```demo plain\nsteps: a..c\n```\n',
  )
  box.write('demos/engine/setup.sh', '#!/bin/sh\necho setup >> "$HOME/ran"\n', 0o755)
  box.write('demos/engine/demo.yaml', ENGINE())
  box.write('demos/far/demo.yaml', FAR)
  box.write('demos/plain/demo.yaml', PLAIN)
  for (const demo of ['engine', 'far', 'plain']) box.take(demo)
})
afterEach(async () => {
  box.close()
  if (registry.listening) await close(registry)
})

const ENGINE = () => `title: Engine
requires:
  - docker
  - { binary: runc, version: '1.1' }
setup: ./setup.sh
steps:
  - { id: hello, run: docker run x }
  - id: pull
    run: docker pull x
    requires:
      - { image: lab/whoami, platform: linux/arm64 }
      - { image: 'lab/whoami', platform: linux/s390x }
  - { id: serve, run: serve, requires: [{ port: ${freePort} }] }
  - { id: reach, run: reach, requires: [{ host: 'localhost:${registryPort}' }] }
  - { id: knock, run: knock, requires: [{ run: ./knock, why: somebody is there }] }
`
const FAR = `title: Far
panes: { here: {}, z: { ssh: z } }
steps:
  - { id: near, in: here, run: echo near }
  - { id: away, in: z, run: uname }
  - { id: root, in: here, run: sudo mount }
`
const PLAIN = `title: Plain
size: 80x10
steps:
  - { id: a, run: echo a }
  - { id: b, run: echo b }
  - { id: c, run: echo c }
  - { id: unseen, run: echo nobody sees this }
`

async function look(more: Partial<HealthOptions> = {}) {
  // The demo's script exists, unless a fault removes it.
  const library = openLibrary([box.root])
  const room = createHealthMonitor({
    deck: (name) => library.deck(name),
    approved: () => true,
    demo(name) {
      const found = library.demo(name)
      return found && { found, trusted: true }
    },
    machine,
    clock: systemClock,
    mark: (demo) => `green-room-test.${demo}`,
    replay: false,
    begun: () => false,
    complain: (what) => expect.unreachable(what),
    ...more,
  })
  const health = await room.check('talk')
  if (!health) throw new Error('there is no deck')
  return { ...told(health), health }
}

/** Replaces the script that the step `knock` runs. */
const knock = (script: string) => box.write('demos/engine/knock', `#!/bin/sh\n${script}\n`, 0o755)
const edit = (file: string, from: string | RegExp, to: string) => {
  const text = box.read(file)
  expect(text).toMatch(from)
  box.write(file, text.replace(from, to))
}
/** Changes a script and writes a new take, like an author who has recorded it again. */
const anew = (demo: string, from: string | RegExp, to: string) => {
  edit(`demos/${demo}/demo.yaml`, from, to)
  box.take(demo)
}
const replay = (demo: string, ...steps: string[]) =>
  steps.map((step) => `${demo}/${step}: replay only`)
const ENGINES = ['hello', 'pull', 'serve', 'reach', 'knock']

interface Fault {
  readonly name: string
  readonly seed: () => unknown
  readonly findings: readonly RegExp[]
  readonly words?: readonly string[]
  readonly options?: () => Partial<HealthOptions>
}
const faults: readonly Fault[] = [
  {
    name: 'a binary is missing',
    seed: () => anew('engine', 'requires:', 'requires:\n  - no-such-tool'),
    findings: [/^engine: no-such-tool is not installed$/],
    words: replay('engine', ...ENGINES),
  },
  {
    name: 'a binary is too old',
    seed: () => anew('engine', "version: '1.1'", "version: '1.2'"),
    findings: [/^engine: runc is 1\.1\.5, and 1\.2 is needed$/],
    words: replay('engine', ...ENGINES),
  },
  {
    name: 'a binary is another one than the recording shows',
    seed: () => box.install('runc', 'echo runc version 1.3.0'),
    findings: [/^engine: runc is 1\.3\.0 here, and 1\.1\.5 in the recording$/],
  },
  {
    name: 'the engine is dead',
    seed: () =>
      box.install(
        'docker',
        'case "$*" in image*) echo linux/arm64;; *--version) echo 28.2;; *) echo Cannot connect >&2; exit 1;; esac',
      ),
    findings: [/^engine: the Docker engine does not answer$/],
    words: replay('engine', ...ENGINES),
  },
  {
    name: 'the engine does not let this user in',
    seed: () =>
      box.install(
        'docker',
        'case "$*" in image*) echo linux/arm64;; *--version) echo 28.2;; *) echo permission denied >&2; exit 1;; esac',
      ),
    findings: [/^engine: the Docker engine does not let this user in$/],
    words: replay('engine', ...ENGINES),
  },
  {
    name: 'the engine hangs',
    seed: () =>
      box.install(
        'docker',
        'case "$*" in image*) echo linux/arm64;; *--version) echo 28.2;; *) exec sleep 600;; esac',
      ),
    findings: [/^engine: the Docker engine: no answer within 5 s$/],
    words: replay('engine', ...ENGINES),
  },
  {
    name: 'an image is missing for one platform',
    seed: () =>
      box.install('docker', 'case "$CUECAST_PLATFORM" in linux/s390x) exit 1;; esac; echo 28.2.2'),
    findings: [/^engine\/pull: the image lab\/whoami is not here for linux\/s390x$/],
    words: replay('engine', 'pull'),
  },
  {
    name: 'a port is taken',
    async seed() {
      other = createServer()
      await listen(other, freePort)
    },
    findings: [/^engine\/serve: port \d+ is taken$/],
    words: replay('engine', 'serve'),
  },
  {
    name: 'a registry is down',
    seed: () => close(registry),
    findings: [/^engine\/reach: localhost:\d+ cannot be reached/],
    words: replay('engine', 'reach'),
  },
  {
    name: 'a requirement fails',
    seed: () => (knock('exit 1'), box.take('engine')),
    findings: [/^engine\/knock: not so: somebody is there$/],
    words: replay('engine', 'knock'),
  },
  {
    name: 'a requirement hangs',
    seed: () => (knock('exec sleep 600'), box.take('engine')),
    findings: [/^engine\/knock: somebody is there: no answer within 5 s$/],
    words: replay('engine', 'knock'),
  },
  {
    name: 'an ssh host cannot be reached',
    seed: () => box.install('ssh', 'echo connect to host z: No route to host >&2; exit 255'),
    findings: [/^far\/away: the ssh host z does not let us in$/],
    words: replay('far', 'away'),
  },
  {
    name: 'sudo asks for a password',
    seed: () => box.install('sudo', 'echo a password is required >&2; exit 1'),
    findings: [/^far\/root: sudo asks for a password$/],
    words: replay('far', 'root'),
  },
  {
    name: 'a shell is missing',
    seed: () => anew('plain', 'size:', 'panes: { main: { shell: zsh } }\nsize:'),
    findings: ['a', 'b', 'c'].map((step) => new RegExp(`^plain/${step}: zsh is not installed$`)),
    words: replay('plain', 'a', 'b', 'c'),
  },
  {
    name: 'a demo was not approved: and nothing of it is run',
    seed: () => (knock('echo knock >> "$HOME/ran"'), box.take('engine')),
    options: () => ({
      demo(name) {
        const found = openLibrary([box.root]).demo(name)
        return found && { found, trusted: name !== 'engine' }
      },
    }),
    findings: [/^engine: not approved on this machine$/],
    words: replay('engine', ...ENGINES),
  },
  {
    name: 'a script has a problem',
    seed: () => anew('plain', '- { id: b, run: echo b }', '- { id: b, run: echo b, frob: 1 }'),
    findings: [/^plain: .*demo\.yaml:5:\d+: unknown key `frob`/],
    words: replay('plain', 'a', 'b', 'c'),
  },
  {
    name: 'the setup is not executable',
    seed: () => box.write('demos/engine/setup.sh', box.read('demos/engine/setup.sh')),
    findings: [/^engine: .*\.\/setup\.sh is not executable/],
    words: replay('engine', ...ENGINES),
  },
  {
    name: 'the setup is missing',
    seed: () => (box.remove('demos/engine/setup.sh'), box.take('engine')),
    findings: [/^engine: .*there is no file \.\/setup\.sh/],
    words: replay('engine', ...ENGINES),
  },
  {
    name: 'there is no recording',
    seed: () => box.remove('demos/plain/take'),
    findings: [/^plain: there is no recording$/],
  },
  {
    name: 'there is no recording, and nothing to run either',
    seed: () => {
      anew('plain', 'size:', 'requires: [no-such-tool]\nsize:')
      box.remove('demos/plain/take')
    },
    findings: [/^plain: no-such-tool is not installed$/, /^plain: there is no recording$/],
    words: ['a', 'b', 'c'].map((step) => `plain/${step}: broken`),
  },
  {
    name: 'a recording is older than its script',
    seed: () => edit('demos/plain/demo.yaml', 'echo a', 'echo A'),
    findings: [/^plain: the script has changed since it was recorded$/],
  },
  {
    name: 'a recording is of another size',
    seed: () => box.take('plain', { size: { cols: 80, rows: 24 } }),
    findings: [/^plain: recorded at 80x24, and the script says 80x10$/],
  },
  {
    name: 'a recording lacks a step',
    seed: () => edit('demos/plain/take/main.cast', /.*step:b"\]\n(.*\n){3}/, ''),
    findings: [/^plain\/b: this step is not in the recording$/],
  },
  {
    name: 'a recording is cut off: its last step has no end',
    seed: () =>
      edit(
        'demos/plain/take/take.json',
        '"c":{"main":{"status":0,"typed":150,"duration":150',
        '"c":{"main":{"status":0,"typed":150,"duration":15000',
      ),
    findings: [/^plain\/c: the recording of this step ends before its end$/],
  },
  {
    name: 'a recording is cut off in a line',
    seed: () => edit('demos/plain/take/main.cast', /(step:c"\]\n.*\n)[^]*$/, '$1[0.1,"o","\\r'),
    findings: [/^plain\/c: .*main\.cast:12: the last line is cut off and left out$/],
  },
  {
    name: 'a recording has a line that is none',
    seed: () => edit('demos/plain/take/main.cast', /(.*step:b"\]\n)/, '$1[0.1,"o"\n'),
    findings: [/^plain\/b: .*main\.cast:7: this line is not an event$/],
  },
  {
    name: 'a recording is no recording',
    seed: () => box.write('demos/plain/take/main.cast', 'what is this\n'),
    findings: [/^plain: .*this is not an asciicast/, /^plain: there is no recording$/],
  },
  {
    name: 'what a step prints is too tall',
    seed: () =>
      box.take('plain', {
        prints: { b: Array.from({ length: 30 }, (_, n) => `line ${n}`).join('\r\n') },
      }),
    findings: [/^plain\/b: 3\d rows come at once in a pane of 10/],
  },
  {
    name: 'what a step prints is too wide',
    seed: () =>
      box.take('plain', {
        prints: { c: Array.from({ length: 4 }, () => 'x'.repeat(100)).join('\r\n') },
      }),
    findings: [/^plain\/c: most lines are wider than the 80 columns of the pane \(100\) and wrap$/],
  },
  {
    name: 'a slide holds too much for the last row',
    seed: () => anew('plain', '80x10', '200x10'),
    findings: ['a', 'b', 'c'].map(
      (step) => new RegExp(`^plain/${step}: 200 columns across the slide are too small`),
    ),
  },
  {
    name: 'the disk is full',
    seed: () => {},
    options: () => ({ machine: { ...machine, free: async () => 1024 * 1024 } }),
    findings: [/^machine: the disk is full/],
    words: [
      ...replay('engine', ...ENGINES),
      ...replay('far', 'near', 'away', 'root'),
      ...replay('plain', 'a', 'b', 'c'),
    ],
  },
  {
    name: 'the disk is nearly full',
    seed: () => {},
    options: () => ({ machine: { ...machine, free: async () => 100 * 1024 * 1024 } }),
    findings: [/^machine: only 100 MB are free/],
  },
  {
    name: 'the clock is years behind',
    seed: () => {},
    options: () => ({ machine: { ...machine, date: () => Date.UTC(2019, 0, 1) } }),
    findings: [/^machine: the clock says 1 Jan 2019, before this program and its takes were made$/],
  },
  {
    name: 'the clock is years ahead',
    seed: () => {},
    options: () => ({ machine: { ...machine, date: () => Date.UTC(2036, 0, 1) } }),
    findings: [/^machine: the clock says 1 Jan 2036, years after/],
  },
  {
    name: 'no terminal can be opened',
    seed: () => {},
    options: () => ({
      machine: { ...machine, terminal: async () => 'no terminal could be opened' },
    }),
    findings: [/^machine: no terminal could be opened$/],
    words: [
      ...replay('engine', ...ENGINES),
      ...replay('far', 'near', 'away', 'root'),
      ...replay('plain', 'a', 'b', 'c'),
    ],
  },
  {
    name: 'a demo is missing',
    seed: () => box.remove('demos/plain'),
    findings: [/^machine: .*there is no demo `plain`/, /^plain: there is no demo plain$/],
    words: ['plain: broken'],
  },
  {
    name: 'a demo cannot be read',
    seed: () => box.write('demos/plain/demo.yaml', 'steps: 5\n'),
    findings: [
      /^machine: .*`plain` cannot be read/,
      /^plain: its script cannot be read$/,
      /^plain: .*demo\.yaml:1/,
    ],
    words: ['plain: broken'],
  },
  {
    name: 'the stage is started for replay',
    seed: () => {},
    options: () => ({ replay: true }),
    findings: [/^machine: this server was started for replay only$/],
    words: [
      ...replay('engine', ...ENGINES),
      ...replay('far', 'near', 'away', 'root'),
      ...replay('plain', 'a', 'b', 'c'),
    ],
  },
]
let other: Server | null = null
afterEach(async () => {
  if (other) await close(other)
  other = null
})

describe('the green room', { timeout: 120_000 }, () => {
  beforeEach(() => {
    knock('exit 0')
    box.take('engine')
  })

  it('finds nothing if all is well, and has run nothing but what is required', async () => {
    const { findings, words, health } = await look()
    expect({ findings, words }).toEqual({ findings: [], words: [] })
    expect(health.summary).toBe('11 of 11 steps live')
    expect(() => box.read('../ran')).toThrow('ENOENT')
  })

  it.each(faults)('$name', async ({ seed, findings, words = [], options }) => {
    process.env['HOME'] = box.base
    await seed()
    const { health, ...found } = await look(options?.())
    expect(found.words).toEqual(words)
    // Each fault is found once, in its place, and nothing else is found.
    expect(found.findings).toHaveLength(findings.length)
    for (const [n, one] of findings.entries()) expect(found.findings[n]).toMatch(one)
    for (const one of [...health.findings, ...health.demos.flatMap((demo) => demo.findings)])
      expect(one.why).not.toMatch(/undefined|Error:/)
    expect(() => box.read('../ran')).toThrow('ENOENT')
  })

  it('knows enough faults', () => expect(faults.length).toBeGreaterThanOrEqual(20))
})
