import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readCast, cutSegments } from '../../../test/support/whole-cast.ts'
import type { Demo } from '../../../core/demo/model.ts'
import { fakeClock } from '../../../test/support/fake-clock.ts'
import type { Size, TermEvent } from '../../../core/base/event.ts'
import type { PaneTake } from '../../../core/recording/take.ts'
import { portrait } from '../../../test/support/portrait.ts'
import { createRecorder } from '../recorder/recorder.ts'
import { createScreen, inside } from '../../terminal/screen/headless-screen.ts'
import { loadTake } from './load-take.ts'
import type { TakeFacts } from './load-take.ts'

const CASTS = join(import.meta.dirname, '../../../test/fixtures/casts')
const root = mkdtempSync(join(tmpdir(), 'cuecast-take-'))
afterAll(() => rmSync(root, { recursive: true }))

const decoder = new TextDecoder()
const fixture = (name: string) => readFileSync(join(CASTS, `${name}.cast`), 'utf8')
const open = (size: Size) => createScreen(size, { scrollback: 0 })
const cut = (name: string, steps: string[]) =>
  cutSegments(readCast(name, fixture(name)).value!, steps, open)

/** Events as one reads them. */
const told = (events: readonly TermEvent[]) =>
  events.map((e) => {
    if (e.type === 'output') return `${Math.round(e.at)} ${decoder.decode(e.data)}`
    return `${Math.round(e.at)} ${e.type}`
  })
/** The lines of a screen that shows this snapshot, without the blank ones. */
function linesOf({ size, screen }: PaneTake['closing']): string[] {
  const fresh = open(size)
  fresh.write(screen)
  return fresh.lines().filter((line) => line !== '')
}

describe('a cast, cut into steps', () => {
  it('at our markers: times count from each, and each has its opening screen', () => {
    const { segments, closing } = cut('full-v3', ['one', 'two'])
    expect(segments.map(({ step }) => step)).toEqual(['one', 'two'])
    expect(segments.map(({ opening }) => linesOf(opening))).toEqual([['$'], ['$ ec', 'one日']])
    expect(told(segments[0]!.events)).toEqual([
      '50 e',
      '100 c',
      '200 \r\n',
      '700 \x1b[2;4r\x1b[2;1Hone日\r\n',
    ])
    // The filter has been here: a view would scroll for minutes.
    expect(told(segments[1]!.events)).toEqual(['100 two\x1b[5S', '100 exit'])
    expect(linesOf(closing)).toEqual(['$ ec'])
  })
  it('at its own where there is one for each step', () => {
    const { segments } = cut('full-v2', ['one', 'two'])
    expect(segments.map(({ step }) => step)).toEqual(['one', 'two'])
    // What comes before the first marker belongs to the first step.
    expect(segments.map(({ opening }) => linesOf(opening))).toEqual([[], ['$ one', '$']])
  })
  it('with silences no longer than its author wanted them', () => {
    const { segments } = cut('full-v2', ['one', 'two'])
    expect(told(segments[0]!.events)).toEqual([
      ...['250 $ ', '500 marker'],
      ...['1000 one\r\n$ ', '1200 input'],
    ])
    expect(told(segments[1]!.events)).toEqual(['1000 two\r\n$ ', '1100 resize'])
  })
  it('at its own where there is one for each step but the first', () => {
    const { segments } = cut('full-v2', ['a', 'b', 'c'])
    expect(segments.map(({ step }) => step)).toEqual(['a', 'b', 'c'])
    expect(segments.map(({ opening }) => linesOf(opening))).toEqual([[], ['$'], ['$ one', '$']])
  })
  it('all of it in the first step where its markers do not match', () => {
    for (const [name, steps] of [
      ['full-v2', ['a', 'b', 'c', 'd']],
      ['full-v2', ['a']],
      ['minimal-v1', ['a', 'b']],
    ] as const) {
      const { segments } = cut(name, [...steps])
      expect(segments.map(({ step }) => step)).toEqual(['a'])
      expect(linesOf(segments[0]!.opening)).toEqual([])
    }
  })
  it('so that any opening and the events after it show the same as the whole cast', () => {
    const { segments, closing, size } = cut('full-v3', ['one', 'two'])
    const whole = open(size)
    whole.write(closing.screen)
    for (const [index, { opening }] of segments.entries()) {
      const screen = open(size)
      screen.write(opening.screen)
      for (const { events } of segments.slice(index))
        for (const event of events) if (event.type === 'output') screen.write(event.data)
      const { cols, rows } = size
      expect(portrait(inside(screen), cols, rows)).toEqual(portrait(inside(whole), cols, rows))
    }
  })
})

const demo = {
  panes: [{ id: 'left' }, { id: 'right' }],
  steps: [{ id: 'one' }, { id: 'two' }],
} as unknown as Demo
const facts: TakeFacts = {
  version: 1,
  recorded: '2026-11-03T10:00:00.000Z',
  platform: 'linux/amd64',
  tools: { docker: '28.2.2' },
  script: 'abc',
  steps: { one: { left: { status: 0, duration: 500, lines: 1, typed: 200, expect: true } } },
}
let count = 0
/** A take folder with these casts, by pane. */
function folder(casts: Record<string, string>, json: unknown = facts): string {
  const path = join(root, String(++count))
  mkdirSync(path)
  for (const [pane, name] of Object.entries(casts))
    cpSync(join(CASTS, `${name}.cast`), join(path, `${pane}.cast`))
  if (json !== undefined)
    writeFileSync(join(path, 'take.json'), typeof json === 'string' ? json : JSON.stringify(json))
  return path
}

describe('the take of a demo', () => {
  it('has its casts and measurements', async () => {
    const { value, problems } = await loadTake(folder({ left: 'full-v3', right: 'full-v2' }), demo)
    expect(problems).toEqual([])
    expect(value).toMatchObject({
      recorded: facts.recorded,
      platform: 'linux/amd64',
      script: 'abc',
    })
    expect([...value!.panes.keys()]).toEqual(['left', 'right'])
    expect(value!.panes.get('left')?.segments[0]).toMatchObject({
      typed: 200,
      measured: { status: 0, duration: 500, lines: 1 },
    })
    expect(value!.panes.get('right')?.segments[0]?.measured).toBe(undefined)
  })
  it('is cut with a screen as it was live: a saved cursor does not scroll along', async () => {
    const path = folder({ left: 'full-v3' })
    const printed = `\x1b[20;5H\x1b7${'line\r\n'.repeat(30)}`
    const header = { version: 3, term: { cols: 80, rows: 24 } }
    const lines = [header, [0, 'o', printed]].map((line) => JSON.stringify(line))
    writeFileSync(join(path, 'left.cast'), `${lines.join('\n')}\n`)
    const { value } = await loadTake(path, demo)
    const live = open(header.term)
    live.write(printed)
    const replayed = open(header.term)
    replayed.write(value!.panes.get('left')!.closing.screen)
    for (const screen of [live, replayed]) screen.write('\x1b8here')
    expect(replayed.lines()).toEqual(live.lines())
  })
  it('may be missing, without a problem', async () => {
    expect(await loadTake(join(root, 'nowhere'), demo)).toEqual({ value: null, problems: [] })
  })
  it('needs no facts: a foreign cast has none', async () => {
    const path = folder({ left: 'full-v2' }, undefined)
    rmSync(join(path, 'take.json'), { force: true })
    const { value, problems } = await loadTake(path, demo)
    expect(problems).toEqual([])
    // Its header says when it was recorded.
    expect(value).toMatchObject({ tools: {}, recorded: '2017-09-03T19:35:15.000Z' })
  })
  it('whose markers do not match is told with both numbers', async () => {
    const { problems } = await loadTake(folder({ left: 'minimal-v1' }), demo)
    expect(problems).toMatchObject([
      { message: 'the recording has no markers, and the script has 2 steps' },
    ])
  })
  it.each<[string, string, string]>([
    [
      'odd-lines',
      '3: this line is not an event|4: a size is written 80x24, and within limits|' +
        'undefined: the recording has no markers, and the script has 2 steps',
      'fine',
    ],
    ['odd-torn', '4: the last line is cut off and left out', 'fine'],
  ])('has its readable part, and reports the rest: %s', async (name, expected, shown) => {
    const { value, problems } = await loadTake(folder({ left: name }), demo)
    expect(problems.map(({ line, message }) => `${line}: ${message}`).join('|')).toBe(expected)
    expect(linesOf(value!.panes.get('left')!.closing)[0]).toContain(shown)
  })
  it('lacks the pane whose cast cannot be read, and has the other', async () => {
    const { value, problems } = await loadTake(folder({ left: 'odd-size', right: 'full-v2' }), demo)
    expect(problems).toHaveLength(1)
    expect([...value!.panes.keys()]).toEqual(['right'])
  })
  it.each<[string, unknown, string]>([
    ['is not JSON', '{', 'this is not JSON'],
    ['is of another version', { ...facts, version: 2 }, 'version: '],
    ['lacks a field', { ...facts, tools: 'docker' }, 'tools: '],
  ])('plays without facts if take.json %s, and reports it', async (_, json, message) => {
    const { value, problems } = await loadTake(folder({ left: 'full-v3' }, json), demo)
    expect(problems).toHaveLength(1)
    expect(problems[0]?.message).toContain(message)
    expect(value?.panes.size).toBe(1)
  })
  it('is not read when it is larger than anything that was recorded', async () => {
    const path = folder({ left: 'full-v3' })
    truncateSync(join(path, 'left.cast'), 2 * 1024 ** 3)
    const { value, problems } = await loadTake(path, demo)
    expect(value).toBe(null)
    expect(problems.map(({ message }) => message)).toEqual(['the recording is larger than 128 MiB'])
  })
  it('shows no secret, though it was recorded before it was one', async () => {
    const { value } = await loadTake(folder({ left: 'full-v2' }), demo, ['two'])
    expect(linesOf(value!.panes.get('left')!.closing).join()).not.toContain('two')
  })
})

describe('the output of the recorder', () => {
  it('is read as it happened, to the millisecond', () => {
    const clock = fakeClock()
    const file = join(root, 'written.cast')
    const size = { cols: 30, rows: 10 }
    const recorder = createRecorder({
      file,
      size,
      clock,
      timestamp: 1_700_000_000,
      input: true,
      complain: (what) => expect.fail(what),
    })
    const happened: TermEvent[] = []
    // Thirds of milliseconds: intervals that were rounded one by one would drift by a second.
    for (let n = 0; n < 3_000; n++) {
      const at = n * 16.0003
      const data = Buffer.from(`é${n}`)
      happened.push({ type: 'output', at, data: Uint8Array.from(data) })
      recorder.event({ type: 'output', at, data })
      recorder.flush()
    }
    const rest: TermEvent[] = [
      { type: 'marker', at: 50_000, label: 'step:a' },
      { type: 'resize', at: 50_001, size: { cols: 31, rows: 9 } },
      { type: 'input', at: 50_002, data: '\u0003' },
      { type: 'exit', at: 50_003, status: 130 },
    ]
    for (const event of rest) recorder.event(event)
    recorder.close()
    const { value, problems } = readCast(file, readFileSync(file, 'utf8'))
    expect(problems).toEqual([])
    expect(value).toMatchObject({ version: 3, size, timestamp: 1_700_000_000 })
    const all = [...happened, ...rest]
    expect(value?.events).toHaveLength(all.length)
    value?.events.forEach((event, n) => {
      expect(Math.abs(event.at - all[n]!.at)).toBeLessThanOrEqual(0.5001)
      expect({ ...event, at: 0 }).toEqual({ ...all[n], at: 0 })
    })
  })
})
