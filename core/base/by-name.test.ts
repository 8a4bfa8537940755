import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { byName } from './by-name.ts'
import { own } from './own.ts'

const KNOWN = ['constructor', 'prototype', 'toString', 'valueOf', 'hasOwnProperty', '__proto__']

describe('names that every object has', () => {
  it('are looked up among its own names', () => {
    for (const name of KNOWN) {
      expect(own({}, name)).toBeUndefined()
      expect(own(Object.fromEntries([[name, 1]]), name)).toBe(1)
    }
    expect(own(undefined, 'constructor')).toBeUndefined()
  })

  it('are read like other names, and reach no prototype', () => {
    const text = `{${KNOWN.map((name, n) => `"${name}":${n}`).join(',')}}`
    const read = v.parse(byName(v.string(), v.number()), JSON.parse(text))
    expect(Object.entries(read)).toEqual(KNOWN.map((name, n) => [name, n]))
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype)
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
  })

  it('the place of a wrong value is reported', () => {
    const steps = byName(v.string(), byName(v.string(), v.object({ duration: v.number() })))
    const path = (value: unknown) => {
      const { issues } = v.safeParse(steps, value)
      return issues?.map((issue) => v.getDotPath(issue))
    }
    expect(path({ a: { constructor: { duration: 'x' } } })).toEqual(['a.constructor.duration'])
    expect(path({ a: [] })).toEqual(['a'])
    expect(path(null)).toEqual([null])
    const short = byName(v.pipe(v.string(), v.maxLength(2)), v.number())
    expect(v.is(short, { long: 1 })).toBe(false)
    expect(v.is(short, { ok: 1 })).toBe(true)
  })
})
