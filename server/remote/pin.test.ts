import { describe, expect, test } from 'vitest'
import { fakeClock } from '../../test/support/fake-clock.ts'
import { createPin, LOCK, LONGEST, PAUSE, TRIES } from './pin.ts'
import { systemEntropy } from '../base/secret.ts'

/** Four bytes for each draw. */
const numbers = (...all: number[]) => {
  let next = 0
  return () => {
    const bytes = Buffer.alloc(4)
    bytes.writeUInt32BE(all[Math.min(next++, all.length - 1)] ?? 0)
    return bytes
  }
}
const setUp = (...all: number[]) => {
  const clock = fakeClock()
  return { clock, pin: createPin(clock, numbers(...all)) }
}

describe('a PIN', () => {
  test('has six digits, zeros in front too', () => {
    expect(setUp(42).pin.current()).toBe('000042')
    expect(setUp(7_123_456).pin.current()).toBe('123456')
  })

  test('is drawn again where the last million is not whole, so that none is likelier', () => {
    expect(setUp(4_294_000_000, 5).pin.current()).toBe('000005')
    expect(setUp(4_293_999_999).pin.current()).toBe('999999')
  })

  test('of the system is not the same twice', () => {
    const pins = Array.from({ length: 20 }, () => createPin(fakeClock(), systemEntropy).current())
    for (const pin of pins) expect(pin).toMatch(/^\d{6}$/)
    expect(new Set(pins).size).toBeGreaterThan(10)
  })

  test('lets in whoever knows it, as often as they come', () => {
    const { pin } = setUp(42)
    expect(pin.guess('000042')).toEqual({ ok: true })
    expect(pin.guess('000042')).toEqual({ ok: true })
  })
})

describe('a wrong PIN', () => {
  test('makes everybody wait, longer each time, and an early guess is not compared', () => {
    const { pin, clock } = setUp(42)
    expect(pin.guess('111111')).toEqual({ ok: false, why: 'wrong', left: TRIES - 1 })
    clock.advance(PAUSE - 1)
    expect(pin.guess('000042')).toEqual({ ok: false, why: 'early', wait: 1 })
    clock.advance(1)
    expect(pin.guess('222222')).toEqual({ ok: false, why: 'wrong', left: TRIES - 2 })
    clock.advance(PAUSE)
    expect(pin.guess('000042')).toEqual({ ok: false, why: 'early', wait: PAUSE })
    clock.advance(PAUSE)
    expect(pin.guess('000042')).toEqual({ ok: true })
  })

  test('after five wrong ones nobody gets in for a while, not even with the right one', () => {
    const { pin, clock } = setUp(42)
    const exhaust = () => {
      for (let i = 1; i < TRIES; i++) {
        expect(pin.guess('111111')).toMatchObject({ why: 'wrong', left: TRIES - i })
        clock.advance(PAUSE * 2 ** (i - 1))
      }
      return pin.guess('111111')
    }
    for (const wait of [LOCK, 2 * LOCK, 4 * LOCK, 8 * LOCK, LONGEST, LONGEST]) {
      expect(exhaust()).toEqual({ ok: false, why: 'locked', wait })
      expect(pin.guess('000042')).toEqual({ ok: false, why: 'locked', wait })
      clock.advance(wait)
    }
    expect(pin.guess('000042')).toEqual({ ok: true })
  })

  test('a new PIN can be tried at once, and the old one is void', () => {
    const { pin, clock } = setUp(42, 43)
    for (let i = 0; i < TRIES; i++) {
      pin.guess('111111')
      clock.advance(PAUSE * 2 ** i)
    }
    expect(pin.guess('000042')).toMatchObject({ why: 'locked' })
    pin.renew()
    expect(pin.current()).toBe('000043')
    expect(pin.guess('000042')).toMatchObject({ why: 'wrong', left: TRIES - 1 })
    clock.advance(PAUSE)
    expect(pin.guess('000043')).toEqual({ ok: true })
  })
})
