import { expect, it } from 'vitest'
import type { Kind } from '../core/driver.ts'
import { createSwitch } from '../core/switch.ts'
import { deaf } from './capture.ts'
import type { Play } from './play.ts'

const play = (kind: Kind, live: Play['script']['live']) => ({
  pane: () => createSwitch({}, kind),
  script: { panes: ['main'], steps: [], live, recorded: () => true },
})
const here = { ok: true } as const

it.each([
  { is: 'live', play: play('live', here), says: null },
  { is: 'a replay that could be live', play: play('replay', here), says: /L goes live/ },
  {
    is: 'a replay for want of Docker',
    play: play('replay', { ok: false, why: 'docker is missing' }),
    says: /not possible: docker is missing/,
  },
])('a pane that is $is says why it cannot be typed into', ({ play, says }) => {
  if (says === null) expect(deaf(play, 'main')).toBeNull()
  else expect(deaf(play, 'main')).toMatch(says)
})
