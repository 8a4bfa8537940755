import { describe, expect, expectTypeOf, it } from 'vitest'
import { defined } from './defined.ts'

const maybe = (text?: string) => text

describe('defined', () => {
  it('leaves out undefined properties, and nothing else', () => {
    const kept = { none: null, no: false, zero: 0, empty: '', not: Number.NaN }
    expect(defined({ ...kept, gone: maybe() })).toStrictEqual(kept)
    expect(defined({})).toStrictEqual({})
  })

  it('has a type in which only what may be undefined is optional', () => {
    const step = defined({ type: 'step', caption: maybe('hello'), notes: maybe() })
    expectTypeOf(step).toExtend<{ type: 'step'; caption?: string; notes?: string }>()
    expectTypeOf({ n: 1, ...step }).toExtend<{ n: number; type: 'step'; notes?: string }>()
    // @ts-expect-error the caption may be missing
    expectTypeOf(step).toExtend<{ caption: string }>()
    expect(step).toStrictEqual({ type: 'step', caption: 'hello' })
  })

  it('treats names that every object has as ordinary names, and reaches no prototype', () => {
    const hostile = JSON.parse('{"__proto__":{"polluted":1},"constructor":2}') as object
    const kept = defined(hostile)
    expect(Object.entries(kept)).toEqual(Object.entries(hostile))
    expect(Object.getPrototypeOf(kept)).toBe(Object.prototype)
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
  })

  it('takes nothing from the prototype', () => {
    expect(defined(Object.create({ inherited: 1 }) as object)).toStrictEqual({})
  })
})
