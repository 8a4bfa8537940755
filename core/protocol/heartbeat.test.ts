import { describe, expect, it } from 'vitest'
import { CHECK, LOST, SUSPECT, check, heard, newPulse } from './heartbeat.ts'

describe('the heartbeat', () => {
  /** Checks every CHECK ms; returns the answers, each with its time. */
  function silence(until: number, late?: number) {
    let pulse = newPulse(0)
    const said: string[] = []
    for (let now = CHECK; now <= until; now += CHECK) {
      if (late !== undefined && now > late && now < late + 30_000) continue
      const [next, verdict] = check(pulse, now)
      pulse = next
      if (verdict !== 'fine') said.push(`${verdict} ${now}`)
      if (verdict === 'lost') break
    }
    return said
  }
  it('asks first, and gives up within two seconds', () => {
    expect(silence(5_000)).toEqual([`ask ${SUSPECT}`, `lost ${SUSPECT + LOST}`])
    expect(SUSPECT + LOST + CHECK).toBeLessThanOrEqual(2_000)
  })
  it('accepts any message as a sign of life', () => {
    let pulse = newPulse(0)
    for (let now = CHECK; now < 10_000; now += CHECK) {
      if (now % 500 === 0) pulse = heard(pulse, now)
      const [next, verdict] = check(pulse, now)
      pulse = next
      expect(verdict).toBe('fine')
    }
  })
  it('does not count time in which this side was busy: an answer may wait to be read', () => {
    const busy = SUSPECT + LOST - CHECK
    // It has asked, and is then busy for longer than it would have waited.
    let [pulse] = check({ heard: 0, checked: SUSPECT - CHECK, asked: null }, SUSPECT)
    expect(pulse.asked).toBe(SUSPECT)
    let now = SUSPECT + busy
    const [after, verdict] = check(pulse, now)
    expect(verdict).toBe('fine')
    pulse = after
    // If the other side stays silent while this side is awake, it is lost after the usual time.
    const said: string[] = []
    while (said.at(-1) !== 'lost' && now < SUSPECT + busy + 2 * LOST) {
      const [next, verdict] = check(pulse, (now += CHECK))
      pulse = next
      said.push(verdict)
    }
    expect(said.at(-1)).toBe('lost')
    expect(now).toBeLessThanOrEqual(SUSPECT + busy + LOST)
  })
  it('does not report a loss after sleep, but waits again', () => {
    expect(silence(31_000, 500)[0]).toBe('ask 30500')
    expect(silence(31_000, 500)).toHaveLength(1)
  })
})
