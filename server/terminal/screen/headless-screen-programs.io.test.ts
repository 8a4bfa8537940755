import { describe, expect, it } from 'vitest'
import { seeded } from '../../../core/base/clock.ts'
import { chooseCuts, outputs, ours, tryCuts } from '../../../test/support/terminal/cuts.ts'

describe('a snapshot at any moment of a real program', () => {
  const all = outputs()
  // `npm run bench -- --only H7` makes 10,000 cuts.
  const cuts = chooseCuts(all, 1_500, seeded(1))
  it.each(all.map((output, n) => [output.name, output, cuts[n]!] as const))(
    '%s',
    (_, output, at) => {
      expect(at.length).toBeGreaterThan(50)
      expect(tryCuts(output, at, ours).different).toEqual([])
    },
  )
})
