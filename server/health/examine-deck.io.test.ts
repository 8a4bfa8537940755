import { describe, expect, it } from 'vitest'
import { fakeClock } from '../../test/support/fake-clock.ts'
import { MET } from '../../core/health/prerequisite.ts'
import { DEAD, hang, healthOptions, settle } from '../../test/support/fake-health.ts'
import { examineDeck } from './examine-deck.ts'
import type { Machine } from './machine.ts'

/** Six demos of five steps, and each step needs something else. `sh` is on every machine. */
const NAMES = ['a', 'b', 'c', 'd', 'e', 'f']
const steps = (demo: string) =>
  [1, 2, 3, 4, 5].map(
    (n) =>
      `  - { id: s${n}, run: x, requires: [{ run: ask ${demo}${n}, why: ${demo}${n} is up }] }`,
  )
const script = (demo: string) => `requires: [sh]\nsteps:\n${steps(demo).join('\n')}\n`
const look = (machine: Machine, clock = fakeClock()) =>
  examineDeck('talk', healthOptions(machine, NAMES, script, clock))

describe('a deck of thirty steps on a machine on which everything hangs', () => {
  it('is examined within 15 s, and the checks without an answer are named', async () => {
    const clock = fakeClock()
    let health = null as Awaited<ReturnType<typeof look>>
    void look(DEAD, clock).then((found) => (health = found))
    for (let second = 0; second < 15; second++) {
      await settle()
      clock.advance(1_000)
    }
    await settle()
    expect(health?.health.summary).toBe('0 of 30 steps live, 30 replay only')
    expect(health?.health.findings.map(({ why }) => why)).toEqual([
      'no terminal answers here',
      expect.stringMatching(/^the disk does not answer, at \//),
    ])
    const demos = health?.health.demos ?? []
    for (const { findings } of demos)
      expect(findings.map(({ why }) => why)).toEqual([
        expect.stringMatching(/^sh: (no answer within 5 s|there was no time for an answer)$/),
        'its recording was not read to its end: there was no time',
        'sh did not say its version in time',
      ])
    const told = demos.flatMap((one) => one.steps.flatMap((step) => step.findings))
    expect(told.map(({ why }) => why)).toContain('a1 is up: no answer within 5 s')
    expect(told.map(({ why }) => why)).toContain('f5 is up: there was no time for an answer')
    // Every finding tells what to do, and not only that something went wrong.
    for (const { todo } of told) expect(todo).toMatch(/^ask again/)
  })
  it('tells each probe its time limit, so that everything it starts has ended by then', async () => {
    const clock = fakeClock()
    const ends: number[] = []
    // The first one answers after 2 s, so that another begins when there are 3 s left for all.
    const probe: Machine['probe'] = (_, { limit }) => {
      ends.push(clock.now() + limit)
      if (ends.length > 1) return hang()
      return new Promise((answer) => clock.wake(2_000, () => answer(MET)))
    }
    void look({ ...DEAD, probe }, clock)
    for (const ms of [2_000, 3_000, 2_000, 3_000, 5_000]) {
      await settle()
      clock.advance(ms)
    }
    // 5 s for a probe, and never past the 10 s for all: after them 3 s may be needed to end things.
    expect([...new Set(ends)].toSorted((one, other) => one - other)).toEqual([5_000, 7_000, 10_000])
  })
  it('asks nothing more of a demo that has changed since the look began', async () => {
    const asked: string[] = []
    const probe: Machine['probe'] = (need) => {
      if (need.type === 'command') asked.push(need.run)
      return Promise.resolve(MET)
    }
    const clock = fakeClock()
    const options = healthOptions({ ...DEAD, probe }, NAMES, script, clock)
    const may = ({ name }: { name: string }) => name !== 'b'
    void examineDeck('talk', { ...options, may })
    for (let second = 0; second < 15; second++) {
      await settle()
      clock.advance(1_000)
    }
    expect(asked).toContain('ask a1')
    expect(asked.filter((run) => run.startsWith('ask b'))).toEqual([])
  })
})
