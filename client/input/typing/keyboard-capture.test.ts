import { expect, it, vi } from 'vitest'
import type { Kind } from '../../../core/playback/driver.ts'
import { createSwitch } from '../../../core/playback/switch-driver.ts'
import { createKeyboardCapture, deaf } from './keyboard-capture.ts'
import type { PaneBox } from '../../stage/pane.ts'
import type { Play } from '../../demo/play.ts'
import type { Stage } from '../../stage/stage.ts'

const play = (kind: Kind, live: Play['script']['live'], cause: 'hand' | 'rejoin' = 'hand') => ({
  pane: () => createSwitch({}, kind),
  state: { panes: { main: { cause } } } as unknown as Play['state'],
  script: { panes: ['main'], steps: [], live, recorded: () => true },
})
const here = { ok: true } as const

it.each([
  { is: 'live', play: play('live', here), says: null },
  { is: 'a replay that could be live', play: play('replay', here), says: /L goes live/ },
  {
    is: 'a replay before a live step',
    play: play('replay', here, 'rejoin'),
    says: /L shows the live terminal, then T/,
  },
  {
    is: 'a replay for want of Docker',
    play: play('replay', { ok: false, why: 'docker is missing' }),
    says: /not possible: docker is missing/,
  },
])('a pane that is $is says why it cannot be typed into', ({ play, says }) => {
  if (says === null) expect(deaf(play, 'main')).toBeNull()
  else expect(deaf(play, 'main')).toMatch(says)
})

it('a refused T is told as a refusal, so that what is typed next is no key of the stage', () => {
  vi.stubGlobal('addEventListener', () => {})
  const box = { id: 'main', view: {} } as PaneBox
  const stage = { play: play('replay', here), panes: [box] } as unknown as Stage
  const [refused, told]: string[][] = [[], []]
  const nothing = () => {}
  const capture = createKeyboardCapture({
    current: () => stage,
    barred: () => null,
    busy: () => false,
    taking: nothing,
    left: nothing,
    tell: (words) => told?.push(words),
    refuse: (words) => refused?.push(words),
  })
  capture.toggle(stage)
  expect(told).toEqual([])
  expect(refused).toEqual([expect.stringContaining('nobody can type into a recording')])
  expect(capture.box).toBeNull()
  vi.unstubAllGlobals()
})
