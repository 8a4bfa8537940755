import { describe, expect, it } from 'vitest'
import { createPatternSearch, placesOf } from './pattern-search.ts'

/** Takes longer than the age of the universe, because it backtracks. */
const EXPLODES = { source: '^(a+)+$', flags: '' }
const text = `${'a'.repeat(64)}!`

describe('an author’s pattern in a program’s output', () => {
  it('is found, or not, with its flags', async () => {
    const { find, stop } = createPatternSearch()
    expect(await find({ source: '^ready$', flags: 'im' }, 'x\nREADY')).toBe(true)
    expect(await find({ source: '^ready$', flags: '' }, 'x\nREADY')).toBe(false)
    stop()
  })

  it('is ended when it explodes; this process continues meanwhile, and the next search is answered', async () => {
    const { find, stop } = createPatternSearch(500)
    let turns = 0
    const turning = setInterval(() => turns++, 10)
    const late = find(EXPLODES, text)
    const next = find({ source: 'a!', flags: '' }, text)
    expect(await late).toBe('late')
    clearInterval(turning)
    expect(turns).toBeGreaterThan(0)
    expect(await next).toBe(true)
    stop()
  })

  it('that is stopped while it is looked for is late', async () => {
    const { find, stop } = createPatternSearch(60_000)
    const late = find(EXPLODES, text)
    setTimeout(stop, 100)
    expect(await late).toBe('late')
  })

  it('of a mask has its places, or none in time', () => {
    expect(placesOf({ source: 'b+', flags: '' }, 'abbab')).toEqual([
      { from: 1, to: 3 },
      { from: 4, to: 5 },
    ])
    expect(placesOf(EXPLODES, text, 200)).toBe(null)
  })
})
