import fc from 'fast-check'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { readCast } from '../../../test/support/whole-cast.ts'
import { fakeClock } from '../../../test/support/fake-clock.ts'
import { castDisk, type CastDisk } from './line-file.ts'
import { createRecorder, type RecorderOptions } from './recorder.ts'

const folder = mkdtempSync(join(tmpdir(), 'cuecast-recorder-'))
afterAll(() => {
  rmSync(folder, { recursive: true })
})
let count = 0
const bytes = (text: string) => new TextEncoder().encode(text)

function record(more: Partial<RecorderOptions> = {}) {
  const clock = fakeClock(1_000)
  const complaints: string[] = []
  const file = join(folder, `${++count}.cast`)
  const recorder = createRecorder({
    file,
    size: { cols: 80, rows: 22 },
    clock,
    timestamp: 1_700_000_000,
    complain: (what) => complaints.push(what.replace(file, 'CAST')),
    ...more,
  })
  const print = (at: number, text: string | Uint8Array) =>
    recorder.event({
      type: 'output',
      at,
      data: typeof text === 'string' ? bytes(text) : text,
    })
  const lines = () =>
    readFileSync(existsSync(file) ? file : `${file}.partial`, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown)
  return { clock, complaints, file, recorder, print, lines, events: () => lines().slice(1) }
}

/** A disk with room for so many bytes. */
function smallDisk(room: number): CastDisk & { room: number } {
  const disk = {
    ...castDisk,
    room,
    write(fd: number, data: Uint8Array) {
      if (disk.room === 0)
        throw Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC' })
      const n = castDisk.write(fd, data.subarray(0, disk.room))
      disk.room -= n
      return n
    },
  }
  return disk
}

test('writes asciicast v3: a header, then events with the time since the one before', () => {
  const { recorder, print, lines, clock, file, complaints } = record({ title: 'hello' })
  recorder.event({ type: 'marker', at: 500.4, label: 'step:one' })
  print(600, '$ ls\r\n')
  clock.advance(100)
  recorder.event({ type: 'input', at: 650, data: 'secret' })
  recorder.event({ type: 'resize', at: 700.4, size: { cols: 100, rows: 30 } })
  print(700.6, '\x1b[1mü')
  recorder.event({ type: 'exit', at: 2_000, status: 3 })
  expect(recorder.close()).toBe(true)
  expect(recorder.close()).toBe(true)
  print(2_001, 'late')
  expect(lines()).toEqual([
    {
      version: 3,
      term: { cols: 80, rows: 22, type: 'xterm-256color' },
      timestamp: 1_700_000_000,
      title: 'hello',
    },
    [0, 'm', 'step:one'],
    [0.1, 'o', '$ ls\r\n'],
    [0.1, 'r', '100x30'],
    [0, 'o', '\x1b[1mü'],
    [1.3, 'x', '3'],
  ])
  expect(existsSync(`${file}.partial`)).toBe(false)
  expect(complaints).toEqual([])
})

test('rounding does not drift over ten thousand events', () => {
  const { recorder, print, events, clock } = record({ from: 0 })
  for (let i = 1; i <= 10_000; i++) {
    print(i * 16.4, 'x')
    clock.advance(16.4)
  }
  recorder.close()
  const total = (events() as [number][]).reduce((sum, [interval]) => sum + interval, 0)
  expect(total).toBeCloseTo(164, 3)
})

test('joins code points that were cut, and makes what is none visible', () => {
  const { recorder, print, events } = record()
  const euro = bytes('€')
  print(0, euro.subarray(0, 1))
  print(5, euro.subarray(1))
  print(10, new Uint8Array([0xff, 0x41, 0xc3]))
  recorder.close()
  expect((events() as [number, string, string][]).map(([, , data]) => data).join('')).toBe(
    '€\ufffdA\ufffd',
  )
})

test('puts output of one frame into one line, but never across a marker', () => {
  const { recorder, print, events, clock } = record()
  print(0, 'a') // the leading edge
  print(1, 'b')
  print(2, 'c')
  expect(events()).toHaveLength(1)
  recorder.event({ type: 'marker', at: 3, label: 'm' })
  print(4, 'd')
  clock.advance(16)
  print(40, 'x'.repeat(70_000))
  recorder.close()
  expect((events() as [number, string, string][]).map(([, code, data]) => code + data[0])).toEqual([
    'oa',
    'ob',
    'mm',
    'od',
    'ox',
  ])
})

test('an input is recorded when asked for', () => {
  const { recorder, events } = record({ input: true })
  recorder.event({ type: 'input', at: 0, data: 'ls\r' })
  recorder.close()
  expect(events()).toEqual([[0, 'i', 'ls\r']])
})

test('no recording overwrites another', () => {
  const { file } = record()
  expect(() =>
    createRecorder({
      file,
      size: { cols: 1, rows: 1 },
      clock: fakeClock(),
      timestamp: 0,
      complain() {},
    }),
  ).toThrow(/EEXIST/)
})

test('syncs every 250 ms while there is something new, and at each marker', () => {
  let syncs = 0
  const disk = { ...castDisk, sync: () => void syncs++ }
  const { recorder, print, clock } = record({ disk })
  print(0, 'a')
  clock.advance(249)
  expect(syncs).toBe(0)
  clock.advance(1)
  expect(syncs).toBe(1)
  clock.advance(10_000)
  expect(syncs).toBe(1)
  recorder.event({ type: 'marker', at: 1, label: 'm' })
  expect(syncs).toBe(2)
  recorder.close()
})

describe('a disk that is full', () => {
  test('never leaves half a line, and gets everything once there is room', () => {
    // 717 bytes of room in the middle of a line, as measured on a full disk.
    const disk = smallDisk(400)
    const { recorder, print, clock, events, complaints, file } = record({ disk })
    for (let i = 0; i < 20; i++) {
      print(i * 100, `line ${i} ${'x'.repeat(60)}\r\n`)
      expect(readFileSync(`${file}.partial`, 'utf8').endsWith('\n')).toBe(true)
      clock.advance(100)
    }
    expect(recorder.written()).toBe(events().length)
    expect(recorder.written()).toBeLessThan(20)
    expect(complaints).toEqual([
      'CAST: the recording waits for the disk: the disk is full; make room',
    ])
    disk.room = 1e9
    clock.advance(500)
    expect(recorder.close()).toBe(true)
    const all = events() as [number, string, string][]
    expect(all).toHaveLength(20)
    expect(all.map(([interval]) => interval)).toEqual([0, ...Array<number>(19).fill(0.1)])
    expect(complaints[1]).toBe('CAST: the disk takes the recording again')
  })

  test('for too long leaves a gap that is marked, and never a silent one', () => {
    const disk = smallDisk(200)
    const { recorder, print, clock, events, complaints, file } = record({ disk, queueLimit: 500 })
    for (let i = 0; i < 20; i++) {
      print(i * 100, `line ${i} ${'x'.repeat(60)}\r\n`)
      clock.advance(100)
    }
    disk.room = 1e9
    clock.advance(500)
    print(5_000, 'after')
    expect(recorder.close()).toBe(false)
    const all = events() as [number, string, string][]
    const gap = all.findIndex(([, code]) => code === 'm')
    expect(all[gap]![2]).toMatch(/^gap: the disk was full; \d+ bytes in [\d.]+ s are missing$/)
    expect(all[gap + 1]![2]).toBe('after')
    expect(all.reduce((sum, [interval]) => sum + interval, 0)).toBeCloseTo(5)
    expect(complaints).toContain('CAST: the disk stayed full; the recording has a gap')
    expect(existsSync(file)).toBe(false)
    expect(existsSync(`${file}.partial`)).toBe(true)
  })

  test('at the very end is told, and the file ends with a whole line', () => {
    const disk = smallDisk(200)
    const { recorder, print, complaints, file } = record({ disk })
    print(0, 'x'.repeat(1_000))
    expect(recorder.close()).toBe(false)
    expect(readFileSync(`${file}.partial`, 'utf8').split('\n')).toHaveLength(2)
    expect(complaints.at(-1)).toBe('CAST: the disk is full; the end of the recording is missing')
  })

  test('that cannot even cut off half a line gets no other line after it', () => {
    let broken = true
    const small = smallDisk(150)
    const disk: CastDisk = {
      ...small,
      truncate(fd, length) {
        if (broken) throw new Error('EIO')
        castDisk.truncate(fd, length)
      },
    }
    const { recorder, print, clock, events } = record({ disk })
    print(0, 'x'.repeat(100))
    small.room = 1e9
    clock.advance(500)
    expect(recorder.written()).toBe(0)
    broken = false
    clock.advance(500)
    print(1_000, 'y')
    expect(recorder.close()).toBe(true)
    expect(events()).toEqual([
      [0, 'o', 'x'.repeat(100)],
      [1, 'o', 'y'],
    ])
  })
})

test('a flood is cut off with a marker, and told', () => {
  const { recorder, print, events, complaints } = record({ limit: 1_000 })
  print(0, 'x'.repeat(900))
  for (let i = 1; i < 5; i++) print(i, 'y'.repeat(900))
  recorder.event({ type: 'marker', at: 10, label: 'step:two' })
  expect(recorder.close()).toBe(false)
  expect((events() as string[][]).map(([, code]) => code)).toEqual(['o', 'm', 'm'])
  expect(complaints).toEqual([
    'CAST: there is more output than a take may hold; the rest is not recorded',
  ])
})

/** A disk that forgets at a power cut what was not synced. */
function forgetfulDisk() {
  let written = ''
  let kept = ''
  const sync = () => (kept = written)
  const disk: CastDisk = {
    ...castDisk,
    write(_, data) {
      written += Buffer.from(data).toString()
      return data.length
    },
    sync: (_, done) => {
      sync()
      done(null)
    },
    syncNow: sync,
  }
  return { disk, cut: () => kept }
}

test('a power cut costs what is younger than 250 ms, and nothing before a marker', () => {
  // Mostly a stream: the worst event is one that comes just before a sync, within a frame's window.
  const gap = fc.oneof({ weight: 9, arbitrary: fc.nat({ max: 20 }) }, fc.nat({ max: 600 }))
  const event = fc.constantFrom('output', 'output', 'output', 'output', 'marker' as const)
  fc.assert(
    fc.property(fc.array(fc.tuple(gap, event), { minLength: 5, maxLength: 60 }), (events) => {
      const { disk, cut } = forgetfulDisk()
      const { recorder, print, clock } = record({ disk, from: 1_000 })
      let marked = -1
      const times: number[] = []
      /** The power may go at any moment. */
      const wait = (ms: number) => {
        for (let left = ms; left > 0; left -= 3) {
          clock.advance(Math.min(3, left))
          const rest = cut()
          for (const [i, at] of times.entries())
            if (i <= marked || clock.now() - at >= 250) expect(rest).toContain(`<${i}>`)
          expect(rest === '' || rest.endsWith('\n')).toBe(true)
        }
      }
      for (const [i, [ms, type]] of events.entries()) {
        wait(ms)
        times.push(clock.now())
        if (type === 'output') print(clock.now(), `<${i}>`)
        else {
          recorder.event({ type, at: clock.now(), label: `<${i}>` })
          marked = i
        }
      }
      wait(300)
      recorder.close()
    }),
    { numRuns: 100, seed: 20_261_124 },
  )
})

test('a sync that fails means that something may be missing, also when the next succeeds', () => {
  let broken = true
  const disk: CastDisk = {
    ...castDisk,
    sync(_, done) {
      done(broken ? new Error('EIO') : null)
      broken = false
    },
  }
  const { recorder, print, clock, complaints, file } = record({ disk })
  print(0, 'a')
  clock.advance(250)
  print(300, 'b')
  clock.advance(250)
  expect(recorder.close()).toBe(false)
  expect(existsSync(file)).toBe(false)
  expect(complaints).toEqual(['CAST: the disk may have lost a part of it: EIO'])
})

test('whatever bytes come, cut wherever: UTF-8, the same text, and times that never run back', () => {
  const piece = fc.oneof(
    fc.uint8Array({ maxLength: 12 }),
    fc.string({ unit: 'binary', maxLength: 6 }).map(bytes),
    // Beginnings of characters, ends without one, surrogates and overlong forms in bytes.
    fc.constantFrom(
      [0xf0, 0x9f],
      [0x98],
      [0xed, 0xa0, 0x80],
      [0xc0, 0xaf],
      [0xef, 0xbb, 0xbf],
      [0],
    ),
  )
  const input = fc
    .array(piece, { maxLength: 12 })
    .map((pieces) => Uint8Array.from(pieces.flatMap((one) => [...one])))
  const between = fc.record({
    at: fc.nat(),
    wait: fc.integer({ min: -50, max: 400 }),
    mark: fc.boolean(),
  })
  fc.assert(
    fc.property(input, fc.array(between, { maxLength: 12 }), (data, cuts) => {
      const { recorder, print, clock, file, complaints } = record()
      const places = cuts.map((cut) => ({ ...cut, at: cut.at % (data.length + 1) }))
      let from = 0
      let at = 1_000
      for (const cut of places.sort((a, b) => a.at - b.at)) {
        print(at, data.subarray(from, cut.at))
        from = cut.at
        at += cut.wait
        clock.advance(Math.max(0, cut.wait))
        if (cut.mark) recorder.event({ type: 'marker', at, label: 'm' })
      }
      print(at, data.subarray(from))
      expect(recorder.close()).toBe(true)
      expect(complaints).toEqual([])
      const text = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file))
      const { value, problems } = readCast(file, text)
      expect(problems).toEqual([])
      const all = value!.events.map((event) => (event.type === 'output' ? event.data : bytes('')))
      // The same as without any cut.
      expect(Buffer.concat(all).toString()).toBe(
        new TextDecoder('utf-8', { ignoreBOM: true }).decode(data),
      )
      for (const line of text.trimEnd().split('\n').slice(1))
        expect((JSON.parse(line) as [number])[0]).toBeGreaterThanOrEqual(0)
    }),
    { numRuns: 500, seed: 20_261_124 },
  )
})
