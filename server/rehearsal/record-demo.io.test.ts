import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import builtin from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { readCast } from '../../test/support/whole-cast.ts'
import type { Demo, Step } from '../../core/demo/model.ts'
import { already } from '../../core/playback/driver.ts'
import { type Outcome } from '../../core/demo/outcome.ts'
import type { TermEvent } from '../../core/base/event.ts'
import { defined } from '../../core/base/defined.ts'
import { fakeClock } from '../../test/support/fake-clock.ts'
import { recoverTake } from '../recording/recorder/publish-take.ts'
import { recordDemo, type Recorded } from './record-demo.ts'
import type { Session } from '../terminal/session/session.ts'
import type { EventSink } from '../terminal/session/subscribers.ts'
import type { DemoRuntime } from '../demo/runtime.ts'

/** A disk that fails at its n-th call: only at that call, or from there on, as after a crash. */
const disk = {
  on: false,
  calls: 0,
  failAt: Infinity,
  forGood: false,
  half: false,
  names: [] as string[],
}

/**
 * Returns if the call is to be done in full, and throws when it fails. `half` is done before that where
 * a call can be cut off in the middle.
 */
function may(name: string, half: () => void): void {
  if (!disk.on) return
  disk.calls += 1
  disk.names.push(name)
  const hit = disk.calls === disk.failAt
  if (!hit && !(disk.forGood && disk.calls > disk.failAt)) return
  if (hit && disk.half) half()
  throw Object.assign(new Error(`EIO: ${name}`), { code: 'EIO' })
}
const nothing = () => {}

const real = { ...builtin }
/** Functions of Node call each other by the same names: only the calls of our own code are counted. */
let nested = false
function within<T>(work: () => T): T {
  nested = true
  try {
    return work()
  } finally {
    nested = false
  }
}
const counted =
  <A extends unknown[], R>(
    name: string,
    call: (...args: A) => R,
    half: (...args: A) => void = nothing,
  ) =>
  (...args: A): R => {
    if (nested) return call(...args)
    may(name, () => within(() => half(...args)))
    return within(() => call(...args))
  }

const failing = {
  mkdirSync: counted('mkdir', real.mkdirSync),
  renameSync: counted('rename', real.renameSync),
  openSync: counted('open', real.openSync),
  closeSync: counted('close', real.closeSync),
  ftruncateSync: counted('ftruncate', real.ftruncateSync),
  fsyncSync: counted('fsync', real.fsyncSync),
  fdatasyncSync: counted('fdatasync', real.fdatasyncSync),
  readdirSync: counted('readdir', real.readdirSync as (path: string) => string[]),
  readFileSync: counted('readFile', real.readFileSync),
  rmSync: counted('rm', real.rmSync, (path) => {
    // A folder whose removal is cut off has lost some of its files.
    if (!real.existsSync(path)) return
    const [first] = real.readdirSync(path)
    if (first !== undefined) real.rmSync(join(String(path), first))
  }),
  writeSync: counted(
    'write',
    (fd: number, bytes: Uint8Array) => real.writeSync(fd, bytes),
    (fd, bytes) => void real.writeSync(fd, bytes.subarray(0, bytes.length / 2)),
  ),
  writeFileSync: counted(
    'writeFile',
    (path: string, text: string) => real.writeFileSync(path, text),
    (path, text) => real.writeFileSync(path, text.slice(0, text.length / 2)),
  ),
  // It calls back at once, so that each run makes the same calls in the same order.
  fdatasync(fd: number, done: (error: Error | null) => void) {
    try {
      may('fdatasync', nothing)
      done(null)
    } catch (error) {
      done(error as Error)
    }
  },
}

// The functions of `fs` can be replaced, although its types do not say so.
beforeAll(() => {
  Object.assign(builtin, failing)
  syncBuiltinESMExports()
})
afterAll(() => {
  const names = Object.keys(failing) as (keyof typeof failing)[]
  Object.assign(builtin, Object.fromEntries(names.map((name) => [name, real[name]])))
  syncBuiltinESMExports()
})

const home = mkdtempSync(join(tmpdir(), 'cuecast-record-'))
afterAll(() => {
  rmSync(home, { recursive: true })
})
let folder = ''
let count = 0
beforeEach(() => {
  folder = freshFolder()
})
function freshFolder(): string {
  const made = join(home, String(++count))
  mkdirSync(made)
  return made
}

const step = (id: string): Step => ({
  id,
  parts: new Map([['main', { cues: [], exit: [] }]]),
  onFail: 'replay',
  optional: false,
  requires: [],
})
const demo: Demo = {
  name: 'x',
  title: 'x',
  size: { cols: 80, rows: 24 },
  live: true,
  requires: [],
  env: {},
  mask: [],
  redact: [],
  panes: [{ id: 'main', shell: 'bash', env: {} }],
  steps: [step('one'), step('two')],
}

interface Show {
  /** The word that is printed, by which takes can be told apart. */
  readonly word: string
  readonly outcome?: (step: string) => Outcome
  readonly step?: string
  readonly demo?: Demo
  /** Called before the demo's runtime closes. */
  readonly close?: () => void
}
const good: Outcome = { ok: true, status: 0, duration: 5, lines: 1 }

/** Records a demo whose runtime only prints words. */
async function record(into: string, show: Show) {
  const clock = fakeClock()
  const complaints: string[] = []
  let recorder: EventSink | undefined
  const tell = (event: TermEvent) => recorder?.event(event)
  const print = (text: string) =>
    tell({ type: 'output', at: clock.now(), data: Buffer.from(`${text}\r\n`) })
  const session = {
    addSink: (sink: EventSink) => void (recorder = sink),
    marker: (label: string) => tell({ type: 'marker', at: clock.now(), label }),
  } as unknown as Session
  let recorded: Recorded | undefined
  const over = recordDemo({
    demo: show.demo ?? demo,
    folder: into,
    clock,
    date: 0,
    platform: 'linux/amd64',
    tools: {},
    script: 'hash',
    ...defined({ step: show.step }),
    told: (step, _, { ok }, screen) => void (ok || complaints.push(`${step}: ${screen.join('|')}`)),
    complain: (what) => complaints.push(what),
    tries: home,
    openRuntime: (opened) =>
      ({
        terminal: () => ({ standing: () => ({ lines: ['$ make', '', 'no rule', '', ''] }) }),
        async prepare() {
          opened('main', session)
          print('$ ')
          return { ok: true, value: undefined }
        },
        perform(id: string) {
          print(`${show.word} ${id}`)
          clock.advance(20)
          print('$ ')
          return new Map([['main', already(show.outcome?.(id) ?? good)]])
        },
        async close() {
          print('farewell')
          show.close?.()
          tell({ type: 'exit', at: clock.now(), status: 0 })
        },
      }) as unknown as DemoRuntime<Session>,
  }).then((result) => (recorded = result))
  let thrown: unknown
  over.catch((error: unknown) => (thrown = error))
  while (!recorded && thrown === undefined) {
    await new Promise(setImmediate)
    clock.advance(100)
  }
  await over
  return { recorded: recorded!, complaints }
}

/** The contents of the take's files; null if there is no take. */
function takeOf(from: string): Record<string, string> | null {
  if (!readdirSync(from).includes('take')) return null
  const take = join(from, 'take')
  return Object.fromEntries(
    readdirSync(take)
      .sort()
      .map((name) => [name, readFileSync(join(take, name), 'utf8')]),
  )
}

test('a demo is recorded, and then one step of it again', async () => {
  expect((await record(folder, { word: 'old' })).recorded).toEqual({ ok: true })
  const old = takeOf(folder)!
  expect(Object.keys(old)).toEqual(['main.cast', 'take.json'])
  expect((await record(folder, { word: 'new', step: 'two' })).recorded).toEqual({ ok: true })
  const text = takeOf(folder)!['main.cast']!
  expect(text).toContain('old one')
  expect(text).toContain('new two')
  // What the shell prints when it is ended is no part of the demo.
  expect(text).not.toContain('farewell')
  expect(readCast('x', text).problems).toEqual([])
  expect(readdirSync(folder)).toEqual(['take'])
})

test('a step that fails is shown, and what was recorded is kept to be looked at', async () => {
  const { recorded, complaints } = await record(folder, {
    word: 'try',
    outcome: (id) => (id === 'two' ? { ok: false, why: 'expect' } : good),
  })
  expect(complaints).toEqual(['two: $ make||no rule'])
  const { tried } = recorded as { tried: string }
  const text = readFileSync(join(tried, 'main.cast'), 'utf8')
  expect([text.includes('try one'), text.includes('try two')]).toEqual([true, true])
  expect(readdirSync(folder)).toEqual([])
})

describe('a good take is not replaced by a recording', () => {
  const why = (result: Recorded) => (result.ok ? 'it was' : result.why)
  test.each<[string, Partial<Show>, RegExp]>([
    [
      'whose `expect` did not hold',
      { outcome: (id) => (id === 'two' ? { ok: false, why: 'expect', detail: 'no' } : good) },
      /^step two, pane main: no$/,
    ],
    [
      'that is shorter: its shell ended',
      { outcome: (id) => (id === 'two' ? { ok: false, why: 'ended' } : good) },
      /^step two, pane main: ended$/,
    ],
    [
      'that is empty: it has no step',
      { demo: { ...demo, steps: [] } },
      /main.cast: it has no step/,
    ],
    ['that was cut off: too much output', { word: 'x'.repeat(51 * 1024 * 1024) }, /is not whole/],
    [
      'that lacks the step that was meant',
      { step: 'three', demo: { ...demo, steps: [step('three')] } },
      /three/,
    ],
  ])('%s', async (_, show, reason) => {
    await record(folder, { word: 'old' })
    const before = takeOf(folder)
    const { recorded } = await record(folder, { word: 'new', ...show })
    expect(why(recorded)).toMatch(reason)
    expect(takeOf(folder)).toEqual(before)
    await record(folder, { word: 'newer' })
    expect(readdirSync(folder)).toEqual(['take'])
  })
})

/**
 * Runs `show` over the take of `golden`, with the disk failing at call n, for every n up to the
 * last call.
 */
async function atEachCall(
  how: { forGood: boolean; half: boolean },
  golden: Show | null,
  show: Show,
  judge: (into: string, n: number, ended: Recorded | null) => Promise<void>,
): Promise<readonly string[]> {
  for (let n = 1; ; n++) {
    const into = freshFolder()
    if (golden) await record(into, golden)
    Object.assign(disk, { on: true, calls: 0, failAt: n, names: [], ...how })
    const ended = await record(into, show).then(
      ({ recorded }) => recorded,
      () => null,
    )
    disk.on = false
    await judge(into, n, ended)
    if (disk.calls < n) return disk.names
  }
}

describe.each<[string, Show | null, Show]>([
  ['the first take', null, { word: 'new' }],
  ['a take that replaces another', { word: 'old' }, { word: 'new' }],
  ['one step of a take', { word: 'old' }, { word: 'new', step: 'two' }],
])('%s, with a disk that fails at each of its calls', (_, golden, show) => {
  /** The allowed takes: the one before, or the one that is written when nothing fails. */
  async function allowed() {
    const into = freshFolder()
    if (golden) await record(into, golden)
    const before = takeOf(into)
    await record(into, show)
    return { before, after: takeOf(into) }
  }

  test.each([false, true])(
    'a crash leaves the old one or the new (half done: %s)',
    async (half) => {
      const { before, after } = await allowed()
      const seen = new Set<unknown>()
      const names = await atEachCall({ forGood: true, half }, golden, show, async (into, n) => {
        recoverTake(join(into, 'take'))
        const is = takeOf(into)
        const fits = [before, after].find((one) => JSON.stringify(one) === JSON.stringify(is))
        expect(is, `a crash at call ${n}, ${disk.names[n - 1]}`).toEqual(fits)
        seen.add(fits)
        // The next recording finds nothing in its way, and leaves nothing of this one.
        expect((await record(into, { word: 'next' })).recorded).toEqual({ ok: true })
        expect(readdirSync(into), `after a crash at call ${n}`).toEqual(['take'])
      })
      expect(seen).toEqual(new Set([before, after]))
      expect(names).toEqual(
        expect.arrayContaining(['mkdir', 'write', 'writeFile', 'fsync', 'rename']),
      )
    },
  )

  test('one failed call is reported, and the take is never missing', async () => {
    const { before, after } = await allowed()
    await atEachCall({ forGood: false, half: true }, golden, show, async (into, n, ended) => {
      const where = `${disk.names[n - 1]} failed, call ${n}`
      expect(ended, `${where}: it threw`).not.toBe(null)
      expect(takeOf(into), where).toEqual(ended!.ok ? after : before)
      if (ended?.ok === false) expect(ended.why).toMatch(/input\/output error|not whole|take/)
      expect((await record(into, { word: 'next' })).recorded).toEqual({ ok: true })
      expect(readdirSync(into), where).toEqual(['take'])
    })
  })
})
