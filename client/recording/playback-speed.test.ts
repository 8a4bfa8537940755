import { expect, it } from 'vitest'
import { createPlaybackSpeed } from './playback-speed.ts'

it('goes through the speeds one by one, stops at the ends, and reports the current one', () => {
  const tempo = createPlaybackSpeed()
  const said: string[] = []
  for (let i = 0; i < 5; i++) {
    said.push(tempo.words())
    tempo.faster()
  }
  expect(said).toEqual(['', 'replays at 1.5×', 'replays at 2×', 'replays at 4×', 'replays at 4×'])
  for (let i = 0; i < 9; i++) tempo.slower()
  expect(tempo.speed).toBe(0.5)
  expect(tempo.words()).toBe('replays at 0.5×')
})
