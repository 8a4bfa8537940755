import { expect, test } from 'vitest'
import { createOutputBuffer } from './output-buffer.ts'
import type { CastLine } from './write-queue.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const euro = bytes('€')
/** A line with its bytes as text. */
const shown = (line: CastLine | null) =>
  line && [line.at, line.code, Buffer.from(line.data).toString()]

test('pieces become one line with the time of the first, however many bytes they have', () => {
  const buffer = createOutputBuffer(2)
  buffer.add(10, bytes('ab'))
  buffer.add(20, bytes('cde'))
  expect(shown(buffer.take(99))).toEqual([10, 'o', 'abcde'])
  expect(buffer.take(99)).toBeNull()
})

test('a code point that was cut waits for its rest, and the line has the time of the rest', () => {
  const buffer = createOutputBuffer(16)
  buffer.add(10, Uint8Array.of(0x61, ...euro.subarray(0, 2)))
  expect(shown(buffer.take(99))).toEqual([10, 'o', 'a'])
  expect(buffer.take(99)).toBeNull()
  buffer.add(30, euro.subarray(2))
  expect(shown(buffer.take(99))).toEqual([30, 'o', '€'])
})

test('at the end a code point without its rest is shown as one that is none', () => {
  const buffer = createOutputBuffer(16)
  buffer.add(10, euro.subarray(0, 2))
  expect(buffer.take(99)).toBeNull()
  expect(shown(buffer.takeAll(40))).toEqual([40, 'o', '\ufffd'])
  expect(buffer.takeAll(40)).toBeNull()
})

test('a line that was taken keeps its bytes when more output comes', () => {
  const buffer = createOutputBuffer(16)
  buffer.add(10, bytes('first'))
  const line = buffer.take(99)
  buffer.add(20, bytes('other'))
  expect(shown(line)).toEqual([10, 'o', 'first'])
})
