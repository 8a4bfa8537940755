import { expect, it } from 'vitest'
import type { DemoBundle, TakeJson } from '../../core/recording/bundle.ts'
import { already, type Driver, type Performance } from '../../core/playback/driver.ts'
import { type Outcome } from '../../core/demo/outcome.ts'
import type { Standing } from '../../core/protocol/position.ts'
import type { Live } from './live-driver.ts'
import { createPlay } from './play.ts'

const step = (id: string) =>
  ({ id, panes: ['main'], onFail: 'replay', rejoin: false, optional: false }) as const
const demo = {
  name: 'talk',
  title: 'Talk',
  size: { cols: 80, rows: 24 },
  live: true,
  panes: ['main'],
  steps: [step('one'), step('two')],
}
const screen = { size: demo.size, screen: '' }
const segments = ['one', 'two'].map((id) => ({ step: id, opening: screen, events: [] }))
const take: TakeJson = {
  tools: {},
  panes: { main: { size: demo.size, closing: screen, segments } },
}
const words: DemoBundle = { demo, take: null }
const OK: Outcome = { ok: true, duration: 0, lines: 0 }
const settle = () => new Promise((resolve) => setTimeout(resolve))
const running: Standing = {
  step: 0,
  at: 'running',
  panes: { main: { mode: 'replay', cause: 'fault', why: 'it failed', phase: 'typing' } },
}

/** A demo whose recording is on its way, and what its drivers were asked. */
function setUp() {
  const did: string[] = []
  let perform = (): Performance => already(OK)
  const driver = (kind: 'live' | 'replay'): Driver => ({
    kind,
    attach(_, from) {
      did.push(`${kind} at ${from}`)
      return () => {}
    },
    write() {},
    perform(id) {
      did.push(`${kind} ${id}`)
      return perform()
    },
  })
  const live = { can: () => ({ ok: true }), against: () => null, driver: () => driver('live') }
  let over = () => {}
  let coming: Promise<void> | null = new Promise<void>((resolve) => {
    over = () => {
      coming = null
      resolve()
    }
  })
  const play = createPlay({
    bundle: words,
    load: () => coming,
    mode: 'live',
    live: live as unknown as Live,
  })
  return {
    play,
    did,
    /** The recording comes; null: there is none. Absent: it cannot be had. */
    come: async (found?: TakeJson | null) => {
      const replays = new Map(found ? [['main', driver('replay')] as const] : [])
      if (found !== undefined) play.come({ bundle: { demo, take: found }, replays })
      over()
      await settle()
    },
    performs: (how: typeof perform) => (perform = how),
    pane: () => play.state.panes['main'],
  }
}
const NONE = { ok: false, why: 'missing', detail: 'there is no recording' }

it.each([undefined, null])(
  'a step that was being replayed is not run live by a reload that finds no recording (%s)',
  async (found) => {
    const { play, did, come, pane } = setUp()
    play.adopt(running, true)
    await come(found)
    expect(did).toEqual([])
    expect(pane()).toMatchObject({ phase: 'failed', outcome: NONE })
    expect(play.state).toMatchObject({ at: 'ready', notice: 'main: there is no recording' })
  },
)

it('a step that was being replayed is replayed by a reload, once its recording is here', async () => {
  const { play, did, come } = setUp()
  play.adopt(running, true)
  expect(play.loading).toBe(true)
  await come(take)
  expect(did).toEqual(['replay one'])
  expect(play.loading).toBe(false)
})

it('a step is live only when its recording is here, or cannot be had', async () => {
  for (const found of [take, null, undefined]) {
    const { play, did, come } = setUp()
    play.send({ type: 'next', now: 0 })
    await settle()
    expect(did).toEqual([])
    await come(found)
    expect(did).toEqual(['live one'])
  }
})

it('a fallback before its recording has come waits for it, and reports if there is none', async () => {
  for (const [found, does] of [
    [take, ['replay one']],
    [null, []],
    [undefined, []],
  ] as const) {
    const { play, did, come, pane } = setUp()
    play.send({ type: 'next', now: 0 })
    play.send({ type: 'fallback' })
    expect(play.loading).toBe(true)
    await come(found)
    expect(did).toEqual(does)
    expect(pane()?.outcome).toMatchObject(found ? OK : NONE)
    expect(play.state).toMatchObject({ at: 'ready', step: 1 })
  }
})

it('nothing is run live by hand where the demo was put into replay', async () => {
  const { play, did, come, pane } = setUp()
  await come(null)
  play.send({ type: 'fallback' })
  play.send({ type: 'next', now: 0 })
  await settle()
  expect(did).toEqual([])
  expect(pane()?.outcome).toEqual(NONE)
  play.send({ type: 'use', kind: 'live' })
  play.send({ type: 'next', now: 1_000 })
  await settle()
  expect(did).toEqual(['live two'])
})

it('a pane whose recording comes late shows the step of the demo', async () => {
  const { play, did, come } = setUp()
  const idle = { mode: 'replay', cause: 'hand', phase: 'idle' } as const
  play.adopt({ step: 1, at: 'ready', panes: { main: idle } }, true)
  play.pane('main').attach(() => {})
  await come(take)
  expect(did.at(-1)).toBe('replay at two')
})

it('a window that only shows a step forgets the wait for its recording when the stage continues', async () => {
  const { play, did, come } = setUp()
  play.adopt(running, false)
  const idle = { mode: 'replay', cause: 'hand', phase: 'idle' } as const
  play.adopt({ step: 1, at: 'ready', panes: { main: idle } }, false)
  await come(take)
  expect(did.filter((what) => what === 'replay one')).toEqual([])
})

it('a window that takes control plays the recording that it shows to its end', async () => {
  const { play, did, come, performs } = setUp()
  await come(take)
  let end = (_: Outcome) => {}
  const done = new Promise<Outcome>((resolve) => (end = resolve))
  performs(() => ({ done, hurry() {}, cancel() {} }))
  play.adopt(running, false)
  play.adopt(running, true)
  end(OK)
  await settle()
  expect(did.filter((what) => what === 'replay one')).toHaveLength(1)
  expect(play.state).toMatchObject({ at: 'ready', step: 1 })
})
