import { expect, it } from 'vitest'
import { fakeClock } from '../core/fake-clock.ts'
import { createCover } from './cover.ts'

function covered(secret: string) {
  const clock = fakeClock()
  let out = ''
  const cover = createCover([secret], clock, (bytes) => (out += Buffer.from(bytes).toString()))
  return {
    clock,
    push: (text: string) => cover.push(Buffer.from(text)),
    end: () => cover.end(),
    out: () => out,
  }
}

it('shows a key that merely begins like a secret as soon as nothing follows', () => {
  const { clock, push, out } = covered('hunter2')
  push('h')
  expect(out()).toBe('')
  clock.advance(50)
  expect(out()).toBe('h')
  push('i')
  expect(out()).toBe('hi')
})

it('keeps more than three characters covered, however slowly they come', () => {
  const { clock, push, out } = covered('hunter2')
  push('hunt')
  clock.advance(10_000)
  expect(out()).toBe('')
  push('er2\n')
  expect(out()).toBe('•••••••\n')
})

it('gives out what is left at the end', () => {
  const { push, out, end } = covered('hunter2')
  push('a hunt')
  end()
  expect(out()).toBe('a hunt')
})
