import { beforeEach, describe, expect, it } from 'vitest'
import { Close } from '../../../core/protocol/messages.ts'
import type { ClientMessage } from '../../../core/protocol/messages.ts'
import { attach, hello, intent, openStage, sheet } from './fake-stage.ts'
import type { Stage } from './fake-stage.ts'

let s: Stage
beforeEach(() => {
  s = openStage()
})

describe('an intent', () => {
  it('is performed once, no matter how often and by which window it is sent', async () => {
    const first = s.window()
    first.say(hello())
    first.say(hello())
    await s.settle(() => first.of('outcome').length >= 2)
    first.say(hello())
    const second = s.window()
    second.say({ type: 'take' })
    second.say(hello())
    await s.settle(() => second.of('outcome').length >= 2)
    s.clock.advance(10_000)
    expect(s.typed.sort()).toEqual(['echo left', 'echo right'])
    // A window that asks again gets the outcome, and never a failure.
    for (const { outcome } of [...first.of('outcome'), ...second.of('outcome')])
      expect(outcome).toMatchObject({ ok: true })
  })

  it('that is sent again with another pane performs nothing in that pane', async () => {
    const page = s.window()
    page.say({ ...hello(), panes: ['left'] } as ClientMessage)
    await s.settle(() => page.of('outcome').length === 1)
    page.say(hello())
    await s.settle(() => page.of('outcome').length === 3)
    expect(s.typed).toEqual(['echo left'])
    expect(page.of('outcome').at(-1)).toMatchObject({
      pane: 'right',
      outcome: { ok: false, why: 'missing' },
    })
  })

  it('is resumed by a page that was reloaded in the middle of it', async () => {
    const page = s.window()
    page.say(hello())
    await s.settle(() => page.of('phase').some(({ phase }) => phase === 'typing'))
    page.leave()
    const again = s.window()
    again.say({ type: 'resume', intent: intent(1), pane: 'left' })
    expect(again.of('phase')).toEqual([
      { type: 'phase', intent: intent(1), pane: 'left', phase: 'typing' },
    ])
    await s.settle(() => again.of('outcome').length === 1)
    expect(again.of('outcome')[0]).toMatchObject({ pane: 'left', outcome: { ok: true, status: 0 } })
    // The outcome of an ended intent is still known.
    again.say({ type: 'resume', intent: intent(1), pane: 'left' })
    expect(again.of('outcome')).toHaveLength(2)
    again.say({ type: 'resume', intent: intent(1), pane: 'right' })
    await s.settle(() => again.of('outcome').length === 3)
    expect(again.of('outcome')[2]).toMatchObject({ pane: 'right', outcome: { ok: true } })
    expect(s.typed.sort()).toEqual(['echo left', 'echo right'])
  })

  it('that is unknown is not started by a question about its outcome', () => {
    const page = s.window()
    page.say({ type: 'resume', intent: intent(9), pane: 'left' })
    expect(page.of('outcome')).toEqual([
      {
        type: 'outcome',
        intent: intent(9),
        pane: 'left',
        outcome: { ok: false, why: 'missing', detail: 'nobody knows that step' },
      },
    ])
    expect(s.spawned).toEqual([])
  })

  it('is hurried and cancelled by its name', async () => {
    const page = s.window()
    const hang = { type: 'perform', intent: intent(1), demo: 'demo', step: 'hang' } as const
    page.say({ ...hang, panes: ['left'] })
    await s.settle(() => page.of('phase').some(({ phase }) => phase === 'typing'))
    page.say({ type: 'hurry', intent: intent(1), pane: 'left' })
    // Some milliseconds for each key, which a person needs for one of them.
    s.clock.advance(50)
    expect(page.of('phase').at(-1)).toMatchObject({ phase: 'running' })
    page.say({ type: 'cancel', intent: intent(1), pane: 'left' })
    await s.settle(() => page.of('outcome').length === 1)
    expect(page.of('outcome')[0]?.outcome).toMatchObject({ ok: false, why: 'cancelled' })
  })
})

describe('a demo that must not run here', () => {
  it.each([
    [{ trusted: false }, 'not approved on this machine; run: cuecast trust demo'],
    [{ mode: 'replay' }, 'this server was started for replay only'],
    [{ mode: 'replay', why: 'there is no place for a run' }, 'there is no place for a run'],
  ] as const)(
    'starts nothing, whatever the presenter asks, and reports why: %j',
    async (rule, why) => {
      s = openStage(rule)
      const page = s.window()
      const asks = 'mode' in rule ? {} : { asks: 'approval' }
      expect(page.of('welcome')[0]?.live).toEqual({ demo: { ok: false, why, ...asks } })
      for (const message of [
        attach(1),
        hello(),
        { type: 'rejoin', demo: 'demo', step: 'hello' },
        { type: 'rescue', demo: 'demo' },
        { type: 'input', demo: 'demo', pane: 'left', data: 'x' },
      ] as const)
        page.say(message)
      await s.settle(() => page.of('rejoined').length === 1)
      s.clock.advance(10_000)
      expect(page.of('outcome').map(({ outcome }) => outcome)).toEqual([
        { ok: false, why: 'missing', detail: why },
        { ok: false, why: 'missing', detail: why },
      ])
      expect(page.of('rejoined')[0]).toMatchObject({ ok: false })
      await s.hub.close()
      expect(s.spawned).toEqual([])
    },
  )

  it('runs once the presenter has approved what was shown, and every window is told', async () => {
    s = openStage({ trusted: false })
    const [page, mirror] = [s.window(), s.window()]
    page.say({ type: 'inspect', demo: 'demo' })
    expect(page.of('inspected')).toEqual([{ type: 'inspected', demo: 'demo', sheet }])
    page.say({ type: 'approve', demo: 'demo', hash: 'b'.repeat(64) })
    expect(page.of('approved')).toEqual([{ type: 'approved', demo: 'demo', why: 'not shown' }])
    expect(mirror.of('live')).toEqual([])
    page.say({ type: 'approve', demo: 'demo', hash: sheet.hash })
    expect(page.of('approved').at(-1)).toEqual({ type: 'approved', demo: 'demo' })
    for (const one of [page, mirror])
      expect(one.of('live')).toEqual([{ type: 'live', live: { demo: { ok: true } } }])
    page.say(hello())
    await s.settle(() => page.of('outcome').length === 2)
    expect(page.of('outcome').every(({ outcome }) => outcome.ok)).toBe(true)
  })

  it('is approved only by the window with control, and never in replay', () => {
    s = openStage({ trusted: false })
    const [page, mirror] = [s.window(), s.window()]
    for (const message of [
      { type: 'inspect', demo: 'demo' },
      { type: 'approve', demo: 'demo', hash: sheet.hash },
    ] as const)
      mirror.say(message)
    expect(mirror.of('refused').map(({ what }) => what)).toEqual(['inspect', 'approve'])
    expect([...mirror.of('inspected'), ...page.of('live')]).toEqual([])
    mirror.raw(JSON.stringify({ type: 'approve', demo: 'demo', hash: '../../x' }))
    expect(mirror.state.closed).toBe(Close.BadMessage)
    s = openStage({ trusted: false, mode: 'replay' })
    const replay = s.window()
    replay.say({ type: 'approve', demo: 'demo', hash: sheet.hash })
    expect(replay.of('approved')[0]?.why).toBe('this server was started for replay only')
  })
})
