import { expect, test } from 'vitest'
import { fakeClock } from '../../../test/support/fake-clock.ts'
import { createRetryingWriter } from './retrying-writer.ts'
import type { CastLine } from './write-queue.ts'

const line = (at: number, data: string): CastLine => ({ at, code: 'm', data })

/** A writer to a disk that can be full, and what it says. */
function open(queueLimit?: number) {
  const clock = fakeClock(1_000)
  const said: string[] = []
  const file: string[] = []
  const disk = { full: false, tries: 0 }
  const writer = createRetryingWriter({
    lines: {
      append(bytes) {
        disk.tries += 1
        if (disk.full) throw new Error('full')
        file.push(Buffer.from(bytes).toString().trimEnd())
      },
    },
    clock,
    queueLimit,
    complain: (what) => said.push(what),
    lose: (why) => said.push(`lost: ${why}`),
    wrote: () => said.push('wrote'),
  })
  return { clock, said, file, disk, writer }
}

test('a line says how long after the one before it came', () => {
  const { writer, file, said } = open()
  writer.put(line(100, 'a'))
  writer.put(line(350, 'b'))
  writer.write()
  expect(file).toEqual(['[0.1,"m","a"]', '[0.25,"m","b"]'])
  expect(writer.written()).toBe(2)
  expect(said).toEqual(['wrote'])
})

test('a full disk is tried again every half second, and not at each line', () => {
  const { writer, clock, file, said, disk } = open()
  disk.full = true
  writer.put(line(0, 'a'))
  writer.write()
  writer.put(line(10, 'b'))
  writer.write()
  expect(disk.tries).toBe(1)
  clock.advance(500)
  expect(disk.tries).toBe(2)
  disk.full = false
  clock.advance(500)
  expect(file).toHaveLength(2)
  expect(said).toEqual([
    'the recording waits for the disk: full',
    'the disk takes the recording again',
    'wrote',
  ])
})

test('what finds no room in the queue is lost and told', () => {
  const { writer, said, disk } = open(40)
  disk.full = true
  writer.put(line(0, 'a'))
  writer.put(line(10, 'b'))
  expect(said).toEqual(['lost: the disk stayed full; the recording has a gap'])
})

test('at the end a full disk gets one more try and none after it', () => {
  const { writer, clock, disk } = open()
  disk.full = true
  writer.put(line(0, 'a'))
  writer.write()
  expect(writer.end()).toBe(false)
  expect(disk.tries).toBe(2)
  clock.advance(10_000)
  expect(disk.tries).toBe(2)
})

test('at the end a disk with room gets what waited', () => {
  const { writer, file, said, disk } = open()
  disk.full = true
  writer.put(line(0, 'a'))
  writer.write()
  disk.full = false
  expect(writer.end()).toBe(true)
  expect(file).toEqual(['[0,"m","a"]'])
  expect(said.at(-1)).toBe('wrote')
})
