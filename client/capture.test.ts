import { expect, it } from 'vitest'
import type { Kind } from '../core/driver.ts'
import { createSwitch } from '../core/switch.ts'
import { deaf } from './capture.ts'
import type { Play } from './play.ts'

const play = (kind: Kind, begun: boolean, live: Play['script']['live']) => ({
  pane: () => createSwitch({}, kind),
  begun: () => begun,
  script: { panes: ['main'], steps: [], live, recorded: () => true },
})
const here = { ok: true } as const

it.each([
  { is: 'live and has begun', play: play('live', true, here), says: null },
  { is: 'live and has not begun', play: play('live', false, here), says: /first step: next/ },
  { is: 'a replay that could be live', play: play('replay', true, here), says: /L goes live/ },
  {
    is: 'a replay for want of Docker',
    play: play('replay', false, { ok: false, why: 'docker is missing' }),
    says: /not possible: docker is missing/,
  },
])('a pane that is $is says why it cannot be typed into', ({ play, says }) => {
  if (says === null) expect(deaf(play, 'main')).toBeNull()
  else expect(deaf(play, 'main')).toMatch(says)
})
