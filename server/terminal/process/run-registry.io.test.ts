import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest'
import { defined } from '../../../core/base/defined.ts'
import { membersOf, parsePs, processes, type Process } from './table.ts'
import { openRun, reapDead } from './run-registry.ts'
import { runPlaces } from './run-folders.ts'

const folder = mkdtempSync(join(tmpdir(), 'cuecast-reaper-'))
afterAll(() => {
  rmSync(folder, { recursive: true })
})
let count = 0
const fresh = () => join(folder, `runs-${++count}`)
const root = resolve(import.meta.dirname, '../../..')

/**
 * A server in its own process, with a shell, a program that hides from it, and a teardown that is
 * due.
 */
const SERVER = `
import { openRun } from '${root}/server/terminal/process/run-registry.ts'
import { spawnPty } from '${root}/server/terminal/pty/pty.ts'
import { environment } from '${root}/server/terminal/process/environment.ts'
const run = openRun(process.argv[2])
if (!run.ok) throw new Error(run.why)
run.value.owe('docker-vs-runc')
run.value.owe('paid')
run.value.paid('paid')
const script = \`trap '' HUP; setsid bash -c 'trap "" HUP TERM; (sleep 1000 & wait) & echo deep; wait' & sleep 1000 & wait\`
let seen = ''
const pty = spawnPty(
  {
    file: 'bash',
    args: ['-c', script],
    env: environment({ mark: run.value.mark('demo/pane') }),
    cwd: '/',
    size: { cols: 80, rows: 24 },
  },
  {
    data(bytes) {
      seen += Buffer.from(bytes).toString()
      if (seen.includes('deep')) process.stdout.write(run.value.id + '\\n')
    },
    exit() {},
  },
)
`

async function serve(base: string) {
  const file = join(folder, 'server.ts')
  writeFileSync(file, SERVER)
  const server = spawn(
    process.execPath,
    ['--import', join(root, 'test/run-typescript.js'), file, base],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const [id] = (await once(server.stdout.setEncoding('utf8'), 'data')) as [string]
  return { server, id: id.trim() }
}
const carrying = (id: string) => processes().filter((p) => p.mark?.startsWith(id))

test('ends what a killed server left, and knows the teardown that it owes', async () => {
  const base = fresh()
  const { server, id } = await serve(base)
  // A run whose server lives is left alone.
  expect(await reapDead(base)).toEqual([])
  server.kill('SIGKILL')
  await once(server, 'exit')
  expect(carrying(id).length).toBeGreaterThanOrEqual(3)

  const left = await reapDead(base)
  expect(left).toMatchObject([{ demos: ['docker-vs-runc'], stuck: [] }])
  expect(carrying(id)).toEqual([])
  // The teardown is ours while we live; after us, the next start finds it still due.
  expect(await reapDead(base)).toEqual([])
  expect(readdirSync(base)).toEqual([id])
  left[0]!.forget()
  expect(readdirSync(base)).toEqual([])
})

test('a server that is killed during the clean-up leaves the teardown due', async () => {
  const base = fresh()
  mkdirSync(join(base, 'dead'), { recursive: true, mode: 0o700 })
  chmodSync(base, 0o700)
  const state = { server: { pid: 2 ** 22 + 1, started: '1' }, demos: ['one'] }
  writeFileSync(join(base, 'dead', 'state.json'), JSON.stringify(state))
  expect(await reapDead(base)).toMatchObject([{ demos: ['one'] }])
  // This is the state that the next start would find: the number of this process with another start
  // time.
  writeFileSync(
    join(base, 'dead', 'state.json'),
    JSON.stringify({ ...state, server: { pid: process.pid, started: 'before' } }),
  )
  expect(await reapDead(base)).toMatchObject([{ demos: ['one'] }])
})

test('a run that ends normally leaves nothing', async () => {
  const base = fresh()
  const run = openRun(base)
  if (!run.ok) throw new Error(run.why)
  expect(existsSync(run.value.folder)).toBe(true)
  expect(run.value.mark('a/b c')).toMatch(new RegExp(`^${run.value.id}\\.a-b-c-1$`))
  run.value.stop()
  expect(readdirSync(base)).toEqual([])
})

test('a teardown that cannot be noted is reported, and is noted as soon as that is possible', async () => {
  const base = fresh()
  const run = openRun(base)
  if (!run.ok) throw new Error(run.why)
  const { folder } = run.value
  const owe = (demo: string) => run.value.owe(demo)
  rmSync(folder, { recursive: true })
  const why = expect.stringMatching(/cannot be written: .*it does not exist/)
  expect([owe('one'), owe('one')]).toEqual([
    { ok: false, why },
    { ok: false, why },
  ])
  mkdirSync(folder)
  expect(owe('two')).toMatchObject({ ok: true })
  const state = JSON.parse(readFileSync(join(folder, 'state.json'), 'utf8')) as { demos: string[] }
  expect(state.demos).toEqual(['one', 'two'])
})

test.runIf(process.platform !== 'win32')('a folder that others can write is refused', async () => {
  const open = fresh()
  mkdirSync(open, { mode: 0o777 })
  chmodSync(open, 0o777)
  expect(openRun(open)).toMatchObject({ ok: false })
  expect(await reapDead(open)).toEqual([])
  const link = fresh()
  symlinkSync(open, link)
  expect(openRun(link)).toMatchObject({ ok: false })
  const file = fresh()
  writeFileSync(file, '')
  expect(openRun(file)).toMatchObject({ ok: false })
})

describe('the place where a run is noted', () => {
  const uid = process.getuid?.() ?? 'user'
  /** Makes a folder for temporary files, in which something may stand in the place of ours. */
  function temp(stands?: (place: string) => void, mode = 0o1777) {
    const name = fresh()
    mkdirSync(name)
    chmodSync(name, mode)
    vi.stubEnv('TMPDIR', name)
    vi.stubEnv('XDG_RUNTIME_DIR', undefined)
    stands?.(join(name, `cuecast-${uid}`))
    return name
  }
  /** The place that a new run gets; the run is closed again. */
  function place(): string {
    const run = openRun()
    if (!run.ok) throw new Error(run.why)
    const base = resolve(run.value.folder, '..')
    run.value.stop()
    return base
  }
  afterEach(() => vi.unstubAllEnvs())

  const open = (at: string) => {
    mkdirSync(at)
    chmodSync(at, 0o777)
  }
  const anotherAccounts = (at: string) => {
    mkdirSync(at, { mode: 0o700 })
    chownSync(at, 12_345, 12_345)
  }
  const TAKEN = {
    'a folder that others can write': open,
    'a link': (at: string) => symlinkSync(root, at),
    'a link to nowhere': (at: string) => symlinkSync('/nowhere', at),
    'a file': (at: string) => writeFileSync(at, ''),
    // Only root can give a folder away.
    ...defined({ "another account's folder": uid === 0 ? anotherAccounts : undefined }),
  }
  test.each(Object.entries(TAKEN))(
    'is a new folder, removed with the run, if there is %s',
    (_, stands) => {
      const name = temp(stands)
      const before = readdirSync(name)
      expect(place()).toMatch(new RegExp(`^${name}/cuecast-${uid}-\\w{6}$`))
      expect(readdirSync(name)).toEqual(before)
    },
  )

  test('is in the folder of the login session, if there is one', () => {
    const name = temp(open)
    const own = join(name, 'session')
    mkdirSync(own, { mode: 0o700 })
    vi.stubEnv('XDG_RUNTIME_DIR', own)
    expect(place()).toBe(join(own, 'cuecast'))
    vi.stubEnv('XDG_RUNTIME_DIR', 'session')
    expect(place()).toContain(`/cuecast-${uid}-`)
  })

  test('is in a folder that every Unix has, if there is no folder for temporary files', () => {
    temp()
    vi.stubEnv('TMPDIR', '/nowhere/at/all')
    expect(runPlaces()).toContain(`/tmp/cuecast-${uid}`)
    expect(place()).toMatch(/^\/(var\/)?tmp\/cuecast-/)
  })

  test('is never where others could replace it', () => {
    const name = temp(undefined, 0o777)
    expect(place()).not.toContain(name)
    expect(openRun(join(name, 'own'))).toMatchObject({
      ok: false,
      why: `${name} is open to others and not sticky; run: chmod +t ${name}`,
    })
  })

  test('is found after a killed run even if it was a new folder, and is removed too', async () => {
    const name = temp(open)
    const run = openRun()
    if (!run.ok) throw new Error(run.why)
    run.value.owe('one')
    const file = join(run.value.folder, 'state.json')
    const state = JSON.parse(readFileSync(file, 'utf8')) as object
    writeFileSync(file, JSON.stringify({ ...state, server: { pid: 2 ** 22 + 1, started: '1' } }))
    const left = await reapDead()
    expect(left).toMatchObject([{ demos: ['one'] }])
    left[0]!.forget()
    expect(readdirSync(name)).toEqual([`cuecast-${uid}`])
  })
})

test('damaged state and foreign files are left alone', async () => {
  const base = fresh()
  mkdirSync(join(base, 'odd'), { recursive: true, mode: 0o700 })
  chmodSync(base, 0o700)
  for (const text of ['', '{', '[]', '{"server":{},"demos":[]}', '{"server":{"pid":1}}'])
    for (const name of ['odd']) {
      writeFileSync(join(base, name, 'state.json'), text)
      expect(await reapDead(base)).toEqual([])
    }
})

const some = (pid: number, more: Partial<Process> = {}): Process => ({
  pid,
  parent: 1,
  group: pid,
  started: 's',
  ...more,
})
test('a family is found by mark, session, group and descent, and never by a pid that was used again', () => {
  const all = [
    some(10, { session: 10 }),
    some(11, { session: 10 }),
    some(12, { group: 10 }),
    some(13, { mark: 'run.a' }),
    some(14, { parent: 13 }),
    some(15, { parent: 14 }),
    some(16, { mark: 'run2.a' }),
    some(17),
  ]
  const pids = (family: Parameters<typeof membersOf>[1]) =>
    membersOf(all, family)
      .map((p) => p.pid)
      .sort()
  expect(pids({ root: { pid: 10, started: 's' } })).toEqual([10, 11, 12])
  expect(pids({ root: { pid: 10, started: 'earlier' } })).toEqual([])
  expect(pids({ mark: 'run' })).toEqual([13, 14, 15])
  expect(pids({ mark: 'run.a' })).toEqual([13, 14, 15])
  // The leader is gone, but the session lives on.
  expect(membersOf(all.slice(1), { root: { pid: 10, started: 's' } }).map((p) => p.pid)).toEqual([
    11, 12,
  ])
})

test('the output of ps on macOS is read', () => {
  const text = [
    '  501     1   501 Ss   Mon Nov  3 09:41:07 2025     /bin/bash -i CUECAST_RUN=ab.c-1 HOME=/Users/x',
    '  502   501   501 Z+   Mon Nov  3 09:41:07 2025     (sleep)',
    '  503     1   503 S    Mon Nov  3 09:41:08 2025     vi a b',
    'noise',
  ].join('\n')
  expect(parsePs(text)).toEqual([
    { pid: 501, parent: 1, group: 501, started: 'Mon Nov 3 09:41:07 2025', mark: 'ab.c-1' },
    { pid: 503, parent: 1, group: 503, started: 'Mon Nov 3 09:41:08 2025' },
  ])
})
