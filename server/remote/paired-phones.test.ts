import { describe, expect, test } from 'vitest'
import { fakeClock } from '../../test/support/fake-clock.ts'
import { createPairedPhones, PHONE_LIMIT } from './paired-phones.ts'

function setUp() {
  const clock = fakeClock()
  let draws = 0
  const remotes = createPairedPhones<string>(clock, (size) => new Uint8Array(size).fill(++draws))
  /** A phone that has shown the PIN and is connected, by its line. */
  const join = (line: string) => {
    const pair = remotes.pair(`of ${line}`)
    if (!pair) return null
    remotes.connect(pair.paired, line)
    return { ...pair.paired, paired: pair.paired, token: pair.token.reveal() }
  }
  return { clock, remotes, join, lines: () => remotes.lines().map(({ line }) => line) }
}

describe('phones', () => {
  test('are found by the token that each was given, and by no other', () => {
    const { remotes, join } = setUp()
    const [one, two] = [join('one')!, join('two')!]
    expect(remotes.find(one.token)).toBe(one.paired)
    expect(remotes.find(two.token)).toBe(two.paired)
    expect(remotes.find(`${one.token}x`)).toBeNull()
    // The name of one with the secret of the other.
    expect(remotes.find(one.token.slice(0, 12) + two.token.slice(12))).toBeNull()
    expect(remotes.find('')).toBeNull()
  })

  test('have three places, and the one that has been away longest gives up its place', () => {
    const { remotes, join, clock, lines } = setUp()
    const all = ['one', 'two', 'three'].map((line) => join(line)!)
    expect(all.length).toBe(PHONE_LIMIT)
    expect(all.map(({ number }) => number)).toEqual([1, 2, 3])
    expect(join('four')).toBeNull()
    for (const n of [2, 0]) {
      clock.advance(1_000)
      expect(remotes.disconnect(all[n]!.paired, ['one', 'two', 'three'][n]!)).toBe(true)
    }
    expect(join('four')?.number).toBe(3)
    expect(remotes.find(all[2]!.token)).toBeNull()
    expect(remotes.find(all[0]!.token)).toBe(all[0]!.paired)
    expect(lines()).toEqual(['two', 'four'])
  })

  test('have one connection each: a newer one replaces it, and the end of the older changes nothing', () => {
    const { remotes, join, lines } = setUp()
    const { paired } = join('asleep')!
    expect(remotes.connect(paired, 'awake')).toBe('asleep')
    expect(remotes.disconnect(paired, 'asleep')).toBe(false)
    expect(lines()).toEqual(['awake'])
  })

  test('are forgotten: their tokens are invalid, their connections are returned, their places are free', () => {
    const { remotes, join, lines } = setUp()
    const [one, two, away] = [join('one')!, join('two')!, join('away')!]
    remotes.disconnect(away.paired, 'away')
    expect(remotes.forget()).toEqual(['one', 'two'])
    for (const { token } of [one, two, away]) expect(remotes.find(token)).toBeNull()
    expect(lines()).toEqual([])
    // One that still believes that it is there changes nothing.
    expect(remotes.connect(one.paired, 'ghost')).toBeUndefined()
    expect(remotes.disconnect(one.paired, 'ghost')).toBe(false)
    expect(lines()).toEqual([])
    expect(['a', 'b', 'c', 'd'].map((line) => join(line)?.number)).toEqual([1, 2, 3, undefined])
    expect(remotes.forget()).toEqual(['a', 'b', 'c'])
    expect(remotes.forget()).toEqual([])
  })
})
