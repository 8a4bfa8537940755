import { expect, it } from 'vitest'
import { DEFAULT_SIZE, LEFT_BY_RESET } from '../base/event.ts'
import type { Signal } from '../base/event.ts'
import { fakeClock } from '../../test/support/fake-clock.ts'
import { fakePort } from '../../test/support/fake-port.ts'
import { searchHere } from '../../test/support/fake-search.ts'
import { createLive } from '../performer/live-driver.ts'
import { createReplay } from './replay-driver.ts'
import { createSwitch } from './switch-driver.ts'
import type { PaneTake, Segment } from '../recording/take.ts'

const data = (text: string) => new TextEncoder().encode(text)
const segment = (step: string): Segment => ({
  step,
  opening: { size: DEFAULT_SIZE, screen: `before ${step}` },
  events: [{ type: 'output', at: 0, data: data(`recorded ${step}`) }],
})
const take: PaneTake = {
  size: DEFAULT_SIZE,
  segments: ['one', 'two', 'three'].map(segment),
  closing: { size: DEFAULT_SIZE, screen: 'the end' },
}

it('without a recording, replay shows an empty terminal and never the live one', async () => {
  const port = fakePort(DEFAULT_SIZE, () => null)
  const live = createLive(port, () => undefined, {
    clock: fakeClock(),
    random: () => 0,
    search: searchHere,
  })
  const one = createSwitch({ live }, 'replay')
  const seen: string[] = []
  one.attach(({ type }) => void seen.push(type))
  port.print('alive')
  expect([one.kind, ...seen]).toEqual(['replay'])
  expect(await one.perform('two').done).toMatchObject({ ok: false, why: 'missing' })
  expect(one.use('live')).toBe('live')
})

it('a fallback shows the opening of the step, then the recording, and nothing of the live terminal', () => {
  const clock = fakeClock()
  const port = fakePort(DEFAULT_SIZE, () => null)
  const live = createLive(port, () => undefined, { clock, random: () => 0, search: searchHere })
  const replay = createReplay(take, clock, () => ({ idleLimit: 1_000, speed: 1 }))
  const both = createSwitch({ live, replay }, 'live')
  const seen: string[] = []
  both.attach((signal: Signal) => {
    if (signal.type === 'reset')
      seen.push(`reset ${signal.snapshot.screen.replace(LEFT_BY_RESET, '')}`)
    if (signal.type === 'output') seen.push(new TextDecoder().decode(signal.data))
  })
  port.print('an error')
  both.use('replay', 'two')
  port.print('late')
  both.perform('two')
  clock.advance(1_000)
  port.print('later')
  expect(seen).toEqual(['reset ', 'an error', 'reset before two', 'recorded two'])
})
