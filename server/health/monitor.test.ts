import { describe, expect, it } from 'vitest'
import { fakeClock } from '../../test/support/fake-clock.ts'
import { MET, type Answer } from '../../core/health/prerequisite.ts'
import { DEAD, healthOptions, settle } from '../../test/support/fake-health.ts'
import { createHealthMonitor, INTERVAL, SOON } from './monitor.ts'
import type { Machine } from './machine.ts'

/** One step with one requirement; the test decides about the answer. */
function setUp() {
  const clock = fakeClock()
  const asked: ((answer: Answer) => void)[] = []
  const machine: Machine = {
    ...DEAD,
    probe: (need) =>
      need.type === 'command' ? new Promise((answer) => asked.push(answer)) : Promise.resolve(MET),
    take: async () => ({ found: { findings: [], steps: new Map() }, tools: {} }),
    free: async () => Infinity,
    terminal: async () => null,
  }
  const script = () =>
    'requires: [{ run: knock, why: somebody is there }]\nsteps: [{ id: a, run: x }]\n'
  const room = createHealthMonitor(healthOptions(machine, ['one'], script, clock))
  const heard: string[] = []
  room.onHealth(({ summary }) => heard.push(summary))
  return { clock, room, asked, heard, known: () => room.known().map(({ summary }) => summary) }
}
const GOOD = '1 of 1 steps live'
const BAD = '0 of 1 steps live, 1 replay only'
const NO: Answer = { at: 'unmet' }

describe('a green room', () => {
  it('examines once for all who ask at the same time', async () => {
    const { room, asked } = setUp()
    const both = [room.check('talk'), room.check('talk')]
    await settle()
    expect(asked.length).toBe(1)
    asked[0]!(MET)
    const [one, other] = await Promise.all(both)
    expect(one?.summary).toBe(GOOD)
    expect(other).toBe(one)
    expect(await room.check('nobody')).toBeNull()
  })

  it('tells a result only if it differs from the one before', async () => {
    const { room, asked, heard } = setUp()
    for (const answer of [MET, MET, NO, NO]) {
      const checked = room.check('talk')
      await settle()
      asked.pop()!(answer)
      await checked
    }
    expect(heard).toEqual([GOOD, BAD])
  })

  it('forgets the earlier results', async () => {
    const { room, asked, heard, known } = setUp()
    const checked = room.check('talk')
    await settle()
    asked.pop()!(NO)
    await checked
    expect(known()).toEqual([BAD])
    room.forget()
    expect(known()).toEqual([])
    // The result is reported again even if it is the same, because its listeners have forgotten it
    // too.
    void room.check('talk')
    await settle()
    asked.pop()!(NO)
    await settle()
    expect(heard).toEqual([BAD, BAD])
  })

  it('forgets an examination underway: only whoever asked for it hears the result', async () => {
    const { room, asked, heard, known } = setUp()
    const before = room.check('talk')
    await settle()
    room.forget()
    const after = room.check('talk')
    await settle()
    expect(asked.length).toBe(2)
    asked[1]!(MET)
    expect((await after)?.summary).toBe(GOOD)
    asked[0]!(NO)
    expect((await before)?.summary).toBe(BAD)
    expect(known()).toEqual([GOOD])
    expect(heard).toEqual([GOOD])
  })

  it('forgets an examination underway: only the caller gets its result', async () => {
    const { room, asked } = setUp()
    const before = room.check('talk')
    await settle()
    room.forget()
    const after = room.check('talk')
    await settle()
    asked[0]!(NO)
    await before
    await settle()
    // The later examination still runs, and a new request joins it.
    const joined = room.check('talk')
    await settle()
    expect(asked.length).toBe(2)
    asked[1]!(MET)
    expect(await joined).toBe(await after)
  })

  it('looks again at the deck on stage, not while a step runs, until it is stopped', async () => {
    const { room, asked, clock } = setUp()
    let busy = true
    const stop = room.watch(() => ({ deck: 'talk', busy }))
    clock.advance(INTERVAL)
    await settle()
    expect(asked.length).toBe(0)
    busy = false
    clock.advance(INTERVAL)
    await settle()
    expect(asked.length).toBe(1)
    asked[0]!(MET)
    await settle()
    clock.advance(INTERVAL)
    await settle()
    expect(asked.length).toBe(2)
    // In the middle of a look.
    stop()
    asked[1]!(MET)
    await settle()
    clock.advance(3 * INTERVAL)
    await settle()
    expect(asked.length).toBe(2)
  })

  it('looks again soon after news, and then less and less often', async () => {
    const { room, asked, clock, heard } = setUp()
    room.watch(() => ({ deck: 'talk', busy: false }))
    /** The next look is after `wait` and no sooner; what fails is asked once more. */
    async function look(wait: number, answer: Answer): Promise<void> {
      clock.advance(wait - 1)
      await settle()
      expect(asked.length).toBe(0)
      clock.advance(1)
      for (await settle(); asked.length > 0; await settle()) asked.pop()!(answer)
    }
    await look(INTERVAL, MET)
    await look(INTERVAL, NO)
    await look(SOON, NO)
    await look(2 * SOON, MET)
    expect(heard).toEqual([GOOD, BAD, GOOD])
    await look(SOON, MET)
    await look(2 * SOON, MET)
    await look(4 * SOON, MET)
    await look(INTERVAL, MET)
  })

  it('looks no more once it was stopped', async () => {
    const { room, asked, clock } = setUp()
    room.watch(() => ({ deck: 'talk', busy: false }))()
    clock.advance(3 * INTERVAL)
    await settle()
    expect(asked.length).toBe(0)
  })
})
