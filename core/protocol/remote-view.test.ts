import { describe, expect, it } from 'vitest'
import type { Demo, Step } from '../demo/model.ts'
import { weigh, type DeckHealth, type Finding } from '../health/health.ts'
import type { Position, Standing } from './position.ts'
import { redact } from '../terminal/redact/pieces.ts'
import { decodeStage, encodeRemote } from './remote-messages.ts'
import { remoteView, type RemoteStanding } from './remote-view.ts'

const step = (id: string, ...typed: string[]): Step => ({
  id,
  caption: `What ${id} shows.`,
  parts: new Map([
    [
      'docker',
      {
        cues: [
          ...typed.flatMap((text) => [
            { type: 'type', text } as const,
            { type: 'key', key: 'enter' } as const,
          ]),
          { type: 'wait', for: 'prompt' },
        ],
        exit: [0],
      },
    ],
  ]),
  requires: [],
  onFail: 'replay',
  optional: false,
})
const demo: Demo = {
  name: 'pair',
  title: 'Pair',
  size: { cols: 80, rows: 24 },
  live: true,
  requires: [],
  env: {},
  mask: [],
  redact: ['hunter22'],
  panes: [
    { id: 'docker', shell: 'bash', env: {} },
    { id: 'runc', shell: 'bash', env: {} },
  ],
  steps: [step('hello', 'docker run busybox'), step('login', 'docker login -p hunter22', 'id')],
}
const pane = { mode: 'live', cause: 'none', phase: 'idle' } as const
const standing = (change: Partial<Standing> = {}): Standing => ({
  step: 0,
  at: 'ready',
  panes: { runc: pane, docker: pane },
  ...change,
})
const position = (change: Partial<Position> = {}): Position => ({
  deck: 'talk',
  h: 1,
  v: 1,
  f: -1,
  demos: { pair: standing() },
  next: { kind: 'step', demo: 'pair', step: 'hello' },
  place: 'talk 1 1',
  ...change,
})
const on = (change: Partial<RemoteStanding> = {}): RemoteStanding => ({
  deck: {
    title: 'A talk',
    planned: 1_200_000,
    slides: [{ below: false }, { below: false }, { below: true, demo: 'pair' }, { below: false }],
  },
  position: position(),
  health: null,
  held: true,
  timer: { running: true, elapsed: 61_000.4 },
  demo: (name) => (name === 'pair' ? demo : null),
  cover: ({ redact: secrets }, text) => redact(text, secrets),
  ...change,
})

describe('a phone shows', () => {
  it('has the place of the talk and the effect of next', () => {
    expect(remoteView(on())).toEqual({
      deck: 'A talk',
      place: 'talk 1 1',
      slide: { number: 3, total: 4 },
      next: {
        does: 'step',
        step: { number: 1, total: 2 },
        caption: 'What hello shows.',
        commands: [{ pane: 'docker', text: 'docker run busybox' }],
      },
      // The panes come in the order of the demo, which is that of the stage.
      lights: [
        { pane: 'docker', mode: 'live', now: 'ready' },
        { pane: 'runc', mode: 'live', now: 'ready' },
      ],
      can: { back: true, fallback: true, live: false, rescue: true },
      timer: { running: true, elapsed: 61_000, planned: 1_200_000 },
    })
  })

  it('no secret of a script, and no half of one', () => {
    const next = { kind: 'step', demo: 'pair', step: 'login' } as const
    const view = remoteView(on({ position: position({ next }) }))
    expect(view.next.commands).toEqual([{ pane: 'docker', text: 'docker login -p ••••••••\nid' }])
    expect(JSON.stringify(view)).not.toContain('hunter')

    const long = { ...demo, steps: [step('hello', `${'x'.repeat(296)}hunter22`)] }
    const cut = remoteView(on({ demo: () => long })).next.commands[0]?.text
    expect(cut).toBe(`${'x'.repeat(296)}••••…`)
  })

  it('no more of a long caption than fits on a phone and in a message', () => {
    const long = { ...step('hello', 'x'), caption: 'c'.repeat(5_000) }
    const title = 't'.repeat(5_000)
    const view = remoteView(
      on({ demo: () => ({ ...demo, steps: [long] }), deck: { title, slides: [] } }),
    )
    expect(view.next.caption).toBe(`${'c'.repeat(300)}…`)
    expect(view.deck).toBe(`${'t'.repeat(300)}…`)
    expect(decodeStage(encodeRemote({ type: 'view', view }))).not.toBeNull()
  })

  describe('the health of the next step', () => {
    const health = (costs: Finding['costs'], known = 'hello'): DeckHealth =>
      weigh(
        { deck: 'talk', title: 'A talk', checked: '2026-11-03T18:00:00.000Z' },
        [],
        [
          {
            demo: 'pair',
            title: 'Pair',
            findings: [],
            steps: [{ step: known, findings: [{ costs, why: 'no /home/me/s3cret answers' }] }],
          },
        ],
      )
    const would = (change: Partial<RemoteStanding>) => remoteView(on(change)).next.would
    const panes = (cause: 'fault' | 'rejoin'): Position => {
      const replay = { mode: 'replay', cause, phase: 'idle' } as const
      return position({ demos: { pair: standing({ panes: { docker: replay, runc: pane } }) } })
    }
    const hold = { ...demo, steps: [{ ...step('hello', 'x'), onFail: 'hold' } as const] }
    it.each([
      ['nothing where it was not looked at', { health: null }, undefined],
      ['nothing of another step', { health: health('both', 'login') }, undefined],
      ['nothing where it runs', { health: health('nothing') }, undefined],
      ['a replay', { health: health('live') }, 'replay'],
      ['a failure without a recording', { health: health('both') }, 'fail'],
      ['a failure that is to be seen', { health: health('live'), demo: () => hold }, 'fail'],
      ['what its light says', { health: health('live'), position: panes('fault') }, undefined],
      ['no rejoin', { health: health('live'), position: panes('rejoin') }, 'replay'],
      ['a replay of nothing', { health: health('both'), position: panes('fault') }, 'fail'],
    ] as const)('%s', (_, change, word) => {
      expect(would(change)).toBe(word)
    })

    it('in a word, without the reason: a phone sees no path and no output', () => {
      const view = remoteView(on({ health: health('live') }))
      expect(JSON.stringify(view)).not.toMatch(/s3cret|answers/)
      expect(decodeStage(encodeRemote({ type: 'view', view }))).toEqual({ type: 'view', view })
      const why = { ...view, next: { ...view.next, would: 'no /home/me/s3cret answers' } }
      expect(decodeStage(JSON.stringify({ type: 'view', view: why }))).toBeNull()
    })
  })

  it.each(['finish', 'busy', 'fragment', 'slide', 'end'] as const)('that next is %s', (kind) => {
    const view = remoteView(on({ position: position({ next: { kind } }) }))
    expect(view.next).toEqual({ does: kind, commands: [] })
    // The demo is still on the slide.
    expect(view.lights).toHaveLength(2)
  })

  it('how each pane does, and why', () => {
    const panes: Standing['panes'] = {
      docker: { mode: 'live', cause: 'none', phase: 'running' },
      runc: { mode: 'replay', cause: 'fault', why: 'exit 1', phase: 'done' },
    }
    const view = remoteView(
      on({ position: position({ demos: { pair: standing({ at: 'running', panes }) } }) }),
    )
    expect(view.lights).toEqual([
      { pane: 'docker', mode: 'live', now: 'running' },
      { pane: 'runc', mode: 'replay', now: 'done', why: 'exit 1' },
    ])
    expect(view.trouble).toBeUndefined()
  })

  it('that everything is a recording: then it can go live, and not fall back', () => {
    const replay = { mode: 'replay', cause: 'hand', phase: 'idle' } as const
    const demos = { pair: standing({ panes: { docker: replay, runc: replay } }) }
    const { can } = remoteView(on({ position: position({ demos }) }))
    expect(can).toEqual({ back: true, fallback: false, live: true, rescue: true })
  })

  it('a step that failed and is held, with the two ways on', () => {
    const outcome = { ok: false, why: 'exit', status: 3 } as const
    const failed = { mode: 'live', cause: 'none', phase: 'failed', outcome } as const
    const demos = { pair: standing({ at: 'held', panes: { docker: failed, runc: pane } }) }
    const view = remoteView(on({ position: position({ demos }) }))
    expect(view.lights[0]).toEqual({ pane: 'docker', mode: 'live', now: 'failed', why: 'exit 3' })
    expect(view.trouble).toBe('hello failed: exit 3. Next goes on, fall back shows the recording')
  })

  it('no secret and no long text in a reason', () => {
    const detail = `hunter22 does not answer ${'x'.repeat(3_000)}`
    const outcome = { ok: false, why: 'missing', detail } as const
    const failed = { mode: 'live', cause: 'none', phase: 'failed', outcome } as const
    const demos = { pair: standing({ at: 'held', panes: { docker: failed, runc: pane } }) }
    const view = remoteView(on({ position: position({ demos }) }))
    expect(view.lights[0]?.why).toBe(`•••••••• does not answer ${'x'.repeat(55)}…`)
    const told = `•••••••• does not answer ${'x'.repeat(15)}…`
    expect(view.trouble).toBe(`hello failed: ${told}. Next goes on, fall back shows the recording`)
  })

  it('nothing to press while no window has the stage', () => {
    const view = remoteView(on({ held: false }))
    expect(view).toMatchObject({
      deck: 'A talk',
      place: null,
      next: { does: 'nothing', commands: [] },
      can: { back: false, fallback: false, live: false, rescue: false },
      trouble: 'no window has the stage: open its link on the laptop',
    })
    expect(remoteView(on({ held: true, position: null }))).toMatchObject({
      deck: '',
      place: null,
      trouble: 'no deck is open on the stage',
    })
  })

  it('no number for a slide that the deck does not have, and no unknown demo', () => {
    const slides = { title: 'By hand', slides: [] }
    const view = remoteView(on({ deck: slides, demo: () => null }))
    expect(view.slide).toBeUndefined()
    expect(view.next).toEqual({ does: 'step', commands: [] })
    expect(view.lights.map(({ pane: id }) => id)).toEqual(['runc', 'docker'])
  })

  it('that there is nothing before the beginning', () => {
    const start = position({ h: 0, v: 0, next: { kind: 'slide' }, demos: {} })
    const { can, lights, timer } = remoteView(on({ position: start, deck: null }))
    expect(can).toEqual({ back: false, fallback: false, live: false, rescue: false })
    expect(lights).toEqual([])
    expect(timer).toEqual({ running: true, elapsed: 61_000 })
  })
})
