import { expect, it } from 'vitest'
import { seekSmoke } from '../../../test/support/terminal/seek-exact.ts'

it('a long recording is read a block at a time, and shows the same screen from any keyframe', async () => {
  expect(await seekSmoke(1_600_000, 12)).toEqual([])
})
