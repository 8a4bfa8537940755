import { beforeEach, describe, expect, it } from 'vitest'
import { DEFAULT_SIZE, blank } from '../../core/event.ts'
import { fakeClock } from '../../core/fake-clock.ts'
import { fakePort } from '../../core/fake-port.ts'
import { CREDIT } from '../../core/flow.ts'
import { decodeFrame } from '../../core/frame.ts'
import { TICK } from '../../core/heartbeat.ts'
import { Close, PROTOCOL } from '../../core/protocol.ts'
import type { ClientMessage, PressAction, ServerMessage } from '../../core/protocol.ts'
import { parseDemo } from '../../core/script.ts'
import type { TrustSheet } from '../../core/trust-sheet.ts'
import { createCursor } from '../../server/cursor.ts'
import type { OwnCursor } from '../../server/cursor.ts'
import type { Peer } from '../../server/door.ts'
import { createHub } from '../../server/hub.ts'
import { createLease } from '../../server/lease.ts'
import { createLog } from '../../server/log.ts'
import { createPresses } from '../../server/presses.ts'
import { serveWindow } from '../../server/socket.ts'
import type { Followed } from '../../server/channels.ts'
import { createTimer } from '../../server/timer.ts'
import { createWorld } from '../../server/world.ts'
import { fuzz, mutate, mutateJson, pick } from '../fuzz.ts'

const KB = 1024
const SCRIPT = `
title: the socket
requires: [{ run: docker info, why: Docker answers }]
setup: ./setup.sh
teardown: ./teardown.sh
panes: { left: {}, right: {} }
steps:
  - id: hello
    run: { left: echo left, right: echo right }
    rejoin: rm -f x
  - id: hang
    in: left
    run: hang
    patience: 60s
`
const parsed = parseDemo('demo', 'demo.yaml', SCRIPT)
if (!parsed.value) throw new Error(JSON.stringify(parsed.problems))
const demo = parsed.value

/** A terminal on paper whose output is read as a session's is, by a cursor with credit. */
function terminal(clock: ReturnType<typeof fakeClock>, typed: (line: string) => void) {
  const log = createLog()
  const cursors = new Set<OwnCursor>()
  const leavers = new Set<(status: number) => void>()
  const flow: string[] = []
  const port = fakePort(DEFAULT_SIZE, (line) => {
    typed(line)
    return line === 'hang' ? null : { prints: `${line.replace('echo ', '')}\r\n`, status: 0 }
  })
  let ended = false
  const judge = () => {
    const now = [...cursors].some((cursor) => cursor.full()) ? 'pause' : 'go'
    if (now !== (flow.at(-1) ?? 'go')) flow.push(now)
  }
  const failed = (error: unknown) => expect.fail(String(error))
  port.attach((signal) => {
    if (signal.type !== 'output') return
    log.append(signal.data)
    for (const cursor of cursors) cursor.appended(signal.data.length)
    judge()
  })
  const followed: Followed = {
    ...port,
    follow(reader) {
      const source = { log, clock, judge, failed, snapshot: () => blank(DEFAULT_SIZE) }
      const cursor = createCursor(source, reader)
      cursors.add(cursor)
      return {
        ...cursor,
        stop() {
          cursors.delete(cursor)
          cursor.stop()
        },
      }
    },
    onExit(hear) {
      leavers.add(hear)
      return () => void leavers.delete(hear)
    },
    ended: () => ended,
    async close() {
      ended = true
    },
  }
  return {
    followed,
    flow,
    written: port.written,
    print: (text: string) => port.print(text),
    leave: (status: number) => leavers.forEach((leave) => leave(status)),
  }
}

const sheet: TrustSheet = {
  ...{ demo: 'demo', title: 'T', hash: 'a'.repeat(64), files: [] },
  entries: [{ kind: 'step', where: 'hello, left', text: 'echo left ⏎' }],
}

/** The whole of a server but its machine: what would be spawned is written down. */
function stage(rule: { mode?: 'auto' | 'replay'; trusted?: boolean } = {}) {
  const clock = fakeClock()
  const lease = createLease()
  const terminals: ReturnType<typeof terminal>[] = []
  /** What was typed into a shell and entered. */
  const typed: string[] = []
  /** All that this machine was asked to start. */
  const spawned: unknown[] = []
  let approved = false
  const trusted = () => approved || (rule.trusted ?? true)
  const hub = createHub<Followed>({
    mode: rule.mode ?? 'auto',
    names: () => ['demo'],
    find: (name) => (name === 'demo' ? { demo, trusted: trusted() } : null),
    approvals: {
      sheet: () => ({ ok: true, value: sheet }),
      approve(_, hash) {
        if (hash !== sheet.hash) return 'not shown'
        approved = true
        return null
      },
    },
    open: (found) =>
      createWorld(
        found,
        {
          clock,
          random: () => 0.5,
          has: () => true,
          async meets(need) {
            spawned.push(need.type === 'command' ? { command: need.run } : need)
            return { ok: true, value: undefined }
          },
          async hidden(what) {
            spawned.push(what)
            return { ok: true, value: undefined }
          },
          async open(pane) {
            spawned.push(pane)
            const opened = terminal(clock, (line) => typed.push(line))
            terminals.push(opened)
            return { ok: true, value: opened.followed }
          },
        },
        () => undefined,
      ),
  })
  async function settle(until: () => boolean): Promise<void> {
    for (let turn = 0; turn < 3_000 && !until(); turn++) {
      for (let i = 0; i < 5; i++) await Promise.resolve()
      clock.advance(10)
    }
    expect(until()).toBe(true)
  }

  const presses = createPresses(lease, clock)
  const shared = { hub, lease, presses, timer: createTimer(clock, hub), clock }
  function window(as?: 'mirror') {
    const heard: ServerMessage[] = []
    const frames: { channel: number; text: string }[] = []
    /** What channel 1, the left terminal, had printed at each of its outcomes. */
    const before: string[] = []
    let onText: (text: string) => void = () => {}
    let onBinary: (bytes: Uint8Array) => void = () => {}
    let onClose: (code: number) => void = () => {}
    const state = { buffered: 0, looks: 0, closed: null as number | null }
    const peer: Peer = {
      send(text) {
        const message = JSON.parse(text) as ServerMessage
        heard.push(message)
        if (message.type === 'outcome' && message.pane === 'left') before.push(output(1))
      },
      sendBinary(bytes) {
        const frame = decodeFrame(bytes)!
        frames.push({ channel: frame.channel, text: Buffer.from(frame.bytes).toString() })
      },
      buffered() {
        state.looks++
        return state.buffered
      },
      close: (code) => void (state.closed = code),
      onText: (hear) => (onText = hear),
      onBinary: (hear) => (onBinary = hear),
      onClose: (hear) => (onClose = hear),
    }
    const output = (channel: number) =>
      frames.map((frame) => (frame.channel === channel ? frame.text : '')).join('')
    serveWindow(peer, as === undefined ? {} : { as }, shared)
    return {
      heard,
      before,
      frames,
      state,
      raw: (text: string) => onText(text),
      binary: (bytes: Uint8Array) => onBinary(bytes),
      say: (message: ClientMessage) => onText(JSON.stringify(message)),
      leave: () => onClose(1001),
      of: <T extends ServerMessage['type']>(type: T) =>
        heard.filter((one): one is Extract<ServerMessage, { type: T }> => one.type === type),
      output,
    }
  }
  return { clock, hub, presses, terminals, typed, spawned, settle, window }
}

const intent = (n: number) => `intent-${String(n).padStart(4, '0')}`
const hello = (n = 1): ClientMessage => ({
  ...{ type: 'perform', intent: intent(n), demo: 'demo', step: 'hello' },
  panes: ['left', 'right'],
})
const next = { kind: 'slide' } as const
const position = { deck: 'welcome', h: 1, v: 0, f: -1, demos: {}, next, place: 'here' }
const attach = (channel: number, pane = 'left'): ClientMessage => ({
  ...{ type: 'attach', channel, demo: 'demo', pane },
})

let s: ReturnType<typeof stage>
beforeEach(() => {
  s = stage()
})

/** A window with control, its left terminal open, quiet, and watched on channel 1. */
async function watching() {
  const presenter = s.window()
  presenter.say(hello())
  await s.settle(() => presenter.of('outcome').length === 2)
  presenter.say(attach(1))
  const left = s.terminals[0]!
  return { presenter, left }
}

describe('control', () => {
  const writes: ClientMessage[] = [
    hello(),
    { type: 'resume', intent: intent(1), pane: 'left' },
    { type: 'hurry', intent: intent(1), pane: 'left' },
    { type: 'cancel', intent: intent(1), pane: 'left' },
    { type: 'input', demo: 'demo', pane: 'left', data: 'rm -rf x\r' },
    { type: 'rescue', demo: 'demo' },
    { type: 'rejoin', demo: 'demo', step: 'hello' },
    { type: 'position', position },
    { type: 'awake', id: '1' },
    { type: 'pressed', id: '1', done: true },
  ]

  it.each(writes)('is not a mirror’s: $type is refused, and nothing happens', async (message) => {
    const { presenter, left } = await watching()
    const mirror = s.window()
    expect(mirror.of('welcome')[0]).toMatchObject({ role: 'mirror', protocol: PROTOCOL })
    const before = [s.spawned.length, s.typed.length, left.written.length, s.hub.position()]
    mirror.say(message)
    s.clock.advance(1_000)
    const news = ({ type }: ServerMessage) => !['tick', 'timer', 'stage'].includes(type)
    expect(mirror.heard.filter(news).slice(1)).toEqual([
      { type: 'refused', what: message.type, why: 'another window has control' },
    ])
    expect([s.spawned.length, s.typed.length, left.written.length, s.hub.position()]).toEqual(
      before,
    )
    expect(presenter.of('outcome')).toHaveLength(2)
    expect(mirror.state.closed).toBe(null)
  })

  it('is handed over by asking for it, and the old window is refused from then on', async () => {
    const [first, second] = [s.window(), s.window()]
    second.say({ type: 'take' })
    expect(first.of('role')).toEqual([{ type: 'role', role: 'mirror' }])
    expect(second.of('role')).toEqual([{ type: 'role', role: 'presenter' }])
    first.say(hello(1))
    expect(first.of('refused')).toHaveLength(1)
    second.say(hello(2))
    await s.settle(() => second.of('outcome').length === 2)
    expect(s.typed.sort()).toEqual(['echo left', 'echo right'])
    expect(first.of('outcome')).toEqual([])
  })

  it('is free again when its window is gone: the next one has it', () => {
    const first = s.window()
    first.leave()
    expect(s.window().of('welcome')[0]).toMatchObject({ role: 'presenter' })
  })

  it('moves the mirrors, and a later window stands where the presenter is', () => {
    const [first, mirror] = [s.window(), s.window()]
    first.say({ type: 'position', position })
    expect(first.of('position')).toEqual([])
    expect(mirror.of('position')).toEqual([{ type: 'position', position }])
    expect(s.window().of('welcome')[0]).toMatchObject({ position })
  })
})

describe('a press from another window', () => {
  const press = (n: number, action: PressAction = 'next'): ClientMessage => ({
    ...{ type: 'press', id: `p${n}`, action, seen: 'here' },
  })
  /** What a window is asked to do, once it has said that it hears. */
  const asked = (page: ReturnType<typeof s.window>) => {
    const sent = page.of('press').map(({ id }) => id)
    for (const { id } of page.of('wake')) if (!sent.includes(id)) page.say({ type: 'awake', id })
    return page.of('press')
  }

  it('goes to the one that has control and no further, and its answer comes back', () => {
    const [stage, view, other] = [s.window(), s.window('mirror'), s.window()]
    view.say(press(1))
    expect(asked(stage)).toMatchObject([{ from: 'window', action: 'next', seen: 'here' }])
    expect([...asked(view), ...asked(other), ...view.of('pressed')]).toEqual([])
    stage.say({ type: 'pressed', id: asked(stage)[0]!.id, done: true })
    expect(view.of('pressed')).toEqual([{ type: 'pressed', id: 'p1', done: true }])
    expect(other.of('pressed')).toEqual([])
    // Told once, and not again however late.
    stage.say({ type: 'pressed', id: asked(stage)[0]!.id, done: true })
    s.clock.advance(60_000)
    expect(view.of('pressed')).toHaveLength(1)
  })

  it('of two windows that give it the same name is answered to each', () => {
    const [stage, one, two] = [s.window(), s.window('mirror'), s.window('mirror')]
    one.say(press(1))
    two.say(press(1))
    const [first, second] = asked(stage)
    stage.say({ type: 'pressed', id: second!.id, done: false, why: 'the stage has moved on' })
    stage.say({ type: 'pressed', id: first!.id, done: true })
    expect(one.of('pressed')).toMatchObject([{ done: true }])
    expect(two.of('pressed')).toMatchObject([{ done: false, why: 'the stage has moved on' }])
  })

  it('dies with the role of the window that it went to', () => {
    const [stage, view] = [s.window(), s.window('mirror')]
    view.say(press(1))
    const [sent] = asked(stage)
    view.say({ type: 'take' })
    const why = 'another window has the stage now'
    expect(view.of('pressed')).toEqual([{ type: 'pressed', id: 'p1', done: false, why }])
    // A window that lost control has nothing to say about it any more.
    stage.say({ type: 'pressed', id: sent!.id, done: true })
    expect(stage.of('refused')).toHaveLength(1)
    expect(view.of('pressed')).toHaveLength(1)
  })

  it('is sent to a window that says it hears, with what is left of its time, and to none that slept', () => {
    const [stage, view] = [s.window(), s.window('mirror')]
    view.say(press(1))
    expect(stage.of('press')).toEqual([])
    s.clock.advance(1_500)
    const awake = () => stage.say({ type: 'awake', id: stage.of('wake').at(-1)!.id })
    awake()
    expect(stage.of('press')).toMatchObject([{ action: 'next', within: 500 }])
    view.say(press(2))
    s.clock.advance(2_000)
    expect(view.of('pressed').at(-1)).toMatchObject({ done: false, why: /does not answer/ })
    awake()
    expect(stage.of('press')).toHaveLength(1)
  })

  it('is answered at once where nobody has control, and when that one leaves or is asleep', () => {
    const view = s.window('mirror')
    const nobody = { done: false, why: 'no window has the stage' }
    view.say(press(1))
    expect(view.of('pressed')).toMatchObject([nobody])
    const stage = s.window()
    view.say(press(2))
    s.clock.advance(2_000)
    expect(view.of('pressed')[1]).toMatchObject({ done: false, why: /does not answer/ })
    view.say(press(3))
    stage.leave()
    expect(view.of('pressed')[2]).toMatchObject(nobody)
  })

  it('comes from a phone by the same way', () => {
    const stage = s.window()
    const heard: unknown[] = []
    s.presses.ask({ from: 'remote', action: 'fallback', seen: 'here' }, (one) => heard.push(one))
    const [one] = asked(stage)
    expect(one).toMatchObject({ from: 'remote', action: 'fallback' })
    stage.say({ type: 'pressed', id: one!.id, done: true })
    expect(heard).toEqual([{ done: true }])
  })
})

describe('a presenter view', () => {
  it('leaves an empty stage empty, until it takes it, and hears whether anybody has it', () => {
    const view = s.window('mirror')
    expect(view.of('welcome')[0]).toMatchObject({ role: 'mirror' })
    expect(view.of('stage').at(-1)).toMatchObject({ held: false })
    const stage = s.window()
    expect(stage.of('welcome')[0]).toMatchObject({ role: 'presenter' })
    expect(view.of('stage').at(-1)).toMatchObject({ held: true })
    stage.leave()
    expect(view.of('stage').at(-1)).toMatchObject({ held: false })
    view.say({ type: 'take' })
    expect(view.of('role')).toEqual([{ type: 'role', role: 'presenter' }])
  })
})

describe('the timer of the talk', () => {
  const told = (page: ReturnType<typeof s.window>) => {
    const { running, elapsed } = page.of('timer').at(-1)!
    return `${running ? 'running' : 'stands'} ${elapsed / 1_000}`
  }
  it('starts when the first slide is left, and all windows are told', () => {
    const [stage, view] = [s.window(), s.window('mirror')]
    expect(told(view)).toBe('stands 0')
    stage.say({ type: 'position', position: { ...position, h: 0 } })
    s.clock.advance(5_000)
    expect(told(view)).toBe('stands 0')
    stage.say({ type: 'position', position })
    s.clock.advance(60_000)
    expect([told(stage), told(view)]).toEqual(['running 0', 'running 0'])
    expect(told(s.window())).toBe('running 60')
  })
  it('is paused, goes on and begins anew from any window, and survives them all', () => {
    const [stage, view] = [s.window(), s.window('mirror')]
    view.say({ type: 'timer', action: 'start' })
    s.clock.advance(30_000)
    stage.say({ type: 'timer', action: 'pause' })
    stage.leave()
    view.leave()
    s.clock.advance(90_000)
    const later = s.window()
    expect(told(later)).toBe('stands 30')
    // Somebody paused it: leaving a slide does not start it.
    later.say({ type: 'position', position })
    expect(told(later)).toBe('stands 30')
    later.say({ type: 'timer', action: 'start' })
    s.clock.advance(10_000)
    expect(told(s.window())).toBe('running 40')
    later.say({ type: 'timer', action: 'reset' })
    expect(told(later)).toBe('stands 0')
  })
})

describe('an intent', () => {
  it('is performed once, however often and by whomever it is sent', async () => {
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
    // Whoever asks again hears what became of it, never that it failed.
    for (const { outcome } of [...first.of('outcome'), ...second.of('outcome')])
      expect(outcome).toMatchObject({ ok: true })
  })

  it('that is asked for again with another pane performs nothing in that pane', async () => {
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
    // What is over is still known.
    again.say({ type: 'resume', intent: intent(1), pane: 'left' })
    expect(again.of('outcome')).toHaveLength(2)
    again.say({ type: 'resume', intent: intent(1), pane: 'right' })
    await s.settle(() => again.of('outcome').length === 3)
    expect(again.of('outcome')[2]).toMatchObject({ pane: 'right', outcome: { ok: true } })
    expect(s.typed.sort()).toEqual(['echo left', 'echo right'])
  })

  it('that nobody knows is not started by asking what became of it', () => {
    const page = s.window()
    page.say({ type: 'resume', intent: intent(9), pane: 'left' })
    expect(page.of('outcome')).toEqual([
      {
        ...{ type: 'outcome', intent: intent(9), pane: 'left' },
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
    expect(page.of('phase').at(-1)).toMatchObject({ phase: 'running' })
    page.say({ type: 'cancel', intent: intent(1), pane: 'left' })
    await s.settle(() => page.of('outcome').length === 1)
    expect(page.of('outcome')[0]?.outcome).toMatchObject({ ok: false, why: 'cancelled' })
  })
})

describe('a demo that may not run here', () => {
  it.each([
    [{ trusted: false }, 'not approved on this machine; run: cuecast trust demo'],
    [{ mode: 'replay' }, 'this server was started for replay only'],
  ] as const)(
    'starts nothing, whatever the presenter asks, and says why: %j',
    async (rule, why) => {
      s = stage(rule)
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

  it('runs once the presenter has approved what was shown, and every window hears of it', async () => {
    s = stage({ trusted: false })
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

  it('is approved by nobody but the window with control, and by nobody in replay', () => {
    s = stage({ trusted: false })
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
    s = stage({ trusted: false, mode: 'replay' })
    const replay = s.window()
    replay.say({ type: 'approve', demo: 'demo', hash: sheet.hash })
    expect(replay.of('approved')[0]?.why).toBe('this server was started for replay only')
  })
})

describe('a message that is not understood', () => {
  it.each([
    ['no JSON', 'hello'],
    ['nothing', ''],
    ['a list', '[]'],
    ['another type', '{"type":"run","command":"id"}'],
    ['one field too many', '{"type":"tick","command":"id"}'],
    ['a field of another kind', '{"type":"attach","channel":"1","demo":"demo","pane":"left"}'],
    ['a channel out of range', '{"type":"attach","channel":65536,"demo":"demo","pane":"left"}'],
    ['credit below zero', '{"type":"ack","channel":1,"bytes":-1}'],
    ['a prototype', '{"type":"__proto__"}'],
  ])('closes the socket: %s', (_, text) => {
    const page = s.window()
    page.raw(text)
    expect(page.state.closed).toBe(Close.BadMessage)
    expect(s.spawned).toEqual([])
  })
  it('closes the socket: bytes', () => {
    const page = s.window()
    page.binary(new Uint8Array([1, 2, 3]))
    expect(page.state.closed).toBe(Close.BadMessage)
  })
  it('a second hello is refused, and the socket lives', () => {
    const page = s.window()
    page.say({ type: 'hello', protocol: PROTOCOL })
    expect(page.of('refused')).toHaveLength(1)
    expect(page.state.closed).toBe(null)
  })
})

describe('a terminal', () => {
  it('is followed from a snapshot, until it is left', async () => {
    const { presenter, left } = await watching()
    expect(presenter.of('reset')).toMatchObject([{ channel: 1 }])
    left.print('one')
    s.clock.advance(10)
    expect(presenter.output(1)).toBe('one')
    presenter.say({ type: 'detach', channel: 1 })
    left.print('two')
    left.leave(0)
    s.clock.advance(100)
    expect(presenter.output(1)).toBe('one')
    expect(presenter.of('exit')).toEqual([])
  })

  it('that is opened later is followed then, and so is the one that replaces it', async () => {
    const page = s.window()
    page.say(attach(7, 'right'))
    expect(page.of('reset')).toEqual([])
    page.say(hello())
    await s.settle(() => page.of('outcome').length === 2)
    expect(page.of('reset')).toMatchObject([{ channel: 7 }])
    s.clock.advance(20)
    expect(page.output(7)).toContain('right\r\n')
    page.say({ type: 'rescue', demo: 'demo' })
    page.say(hello(2))
    await s.settle(() => page.of('outcome').length === 4)
    expect(page.of('reset')).toHaveLength(2)
  })

  it('has delivered all that it printed before an outcome is told', async () => {
    const { presenter, left } = await watching()
    const answer = 'x'.repeat(4 * KB)
    left.print(answer)
    left.print(' and within the window')
    expect(presenter.output(1)).toBe(answer)
    presenter.say({ type: 'resume', intent: intent(1), pane: 'left' })
    // No time passes, in which what is held back would come by itself.
    await new Promise(setImmediate)
    expect(presenter.of('outcome')).toHaveLength(3)
    expect(presenter.before.at(-1)).toBe(`${answer} and within the window`)
  })

  it('that ends says so', async () => {
    const { presenter, left } = await watching()
    left.leave(137)
    expect(presenter.of('exit')).toEqual([{ type: 'exit', channel: 1, status: 137 }])
  })

  it('is watched on so many channels and no more', () => {
    const page = s.window()
    for (let channel = 0; channel < 65; channel++) page.say(attach(channel))
    expect(page.of('refused')).toEqual([
      { type: 'refused', what: 'attach', why: 'too many terminals' },
    ])
    page.say(attach(3))
    expect(page.of('refused')).toHaveLength(1)
  })

  it('gets no more bytes and keeps no reader when its window is gone', async () => {
    const { presenter, left } = await watching()
    presenter.leave()
    const before = presenter.heard.length
    left.print('x'.repeat(CREDIT.high + 1))
    s.clock.advance(5_000)
    expect(presenter.frames).toEqual([])
    expect(presenter.heard).toHaveLength(before)
    expect(left.flow).toEqual([])
  })
})

describe('credit', () => {
  const flood = (left: { print(text: string): void }, bytes: number) => {
    for (let n = 0; n < bytes; n += 16 * KB) left.print('x'.repeat(16 * KB))
  }

  it('of the presenter pauses the terminal, and what was drawn lets it go on', async () => {
    const { presenter, left } = await watching()
    flood(left, CREDIT.high)
    s.clock.advance(100)
    expect(left.flow).toEqual(['pause'])
    expect(presenter.output(1)).toHaveLength(CREDIT.high)
    presenter.say({ type: 'ack', channel: 1, bytes: CREDIT.high - CREDIT.low - 1 })
    expect(left.flow).toEqual(['pause'])
    presenter.say({ type: 'ack', channel: 1, bytes: 1 })
    expect(left.flow).toEqual(['pause', 'go'])
  })

  it('is not a mirror’s: one that draws nothing slows nobody down', async () => {
    const { presenter, left } = await watching()
    presenter.say({ type: 'detach', channel: 1 })
    const mirror = s.window()
    mirror.say(attach(1))
    flood(left, 4 * CREDIT.high)
    s.clock.advance(100)
    expect(left.flow).toEqual([])
    expect(mirror.frames.length).toBeGreaterThan(0)
  })

  it('changes hands with control: everything is followed anew', async () => {
    const { presenter, left } = await watching()
    flood(left, CREDIT.high)
    expect(left.flow).toEqual(['pause'])
    const other = s.window()
    other.say(attach(1))
    other.say({ type: 'take' })
    // Neither owes anything yet: both stand at a snapshot.
    expect(left.flow).toEqual(['pause', 'go'])
    expect(presenter.of('reset')).toHaveLength(2)
    expect(other.of('reset')).toHaveLength(2)
    presenter.say({ type: 'detach', channel: 1 })
    flood(left, CREDIT.high)
    expect(left.flow).toEqual(['pause', 'go', 'pause'])
  })
})

describe('a socket that takes nothing', () => {
  const stuck = 1024 * KB
  const flood = (left: { print(text: string): void }, bytes: number) => {
    for (let n = 0; n < bytes; n += 8 * KB) {
      left.print('x'.repeat(8 * KB))
      s.clock.advance(5)
    }
  }

  it('gets no more, then a snapshot instead of all that it missed', async () => {
    const { left } = await watching()
    const mirror = s.window()
    mirror.say(attach(1))
    mirror.state.buffered = stuck
    flood(left, 2 * CREDIT.high)
    s.clock.advance(1_000)
    expect(mirror.frames).toEqual([])
    expect(mirror.of('reset')).toHaveLength(1)
    mirror.state.buffered = 0
    s.clock.advance(50)
    expect(mirror.of('reset')).toHaveLength(2)
    expect(mirror.frames).toEqual([])
    left.print('now')
    s.clock.advance(50)
    expect(mirror.output(1)).toBe('now')
  })

  it('pauses the terminal when it is the presenter’s, and misses nothing', async () => {
    const { presenter, left } = await watching()
    presenter.state.buffered = stuck
    flood(left, CREDIT.high)
    expect(presenter.frames).toEqual([])
    expect(left.flow).toEqual(['pause'])
    presenter.state.buffered = 0
    s.clock.advance(50)
    expect(presenter.output(1)).toHaveLength(CREDIT.high)
    expect(presenter.of('reset')).toHaveLength(1)
  })

  it('is looked at again each 10 ms, however much was printed meanwhile', async () => {
    const { left } = await watching()
    const mirror = s.window()
    mirror.say(attach(1))
    mirror.state.buffered = stuck
    flood(left, CREDIT.high)
    mirror.state.looks = 0
    s.clock.advance(1_000)
    expect(mirror.state.looks).toBeGreaterThan(50)
    expect(mirror.state.looks).toBeLessThanOrEqual(101)
  })
})

describe('a sign of life', () => {
  it('comes twice a second, until the window is gone', () => {
    const page = s.window()
    for (let n = 0; n < 4; n++) s.clock.advance(TICK)
    expect(page.of('tick')).toHaveLength(4)
    page.leave()
    s.clock.advance(10 * TICK)
    expect(page.of('tick')).toHaveLength(4)
  })
  it('is answered, to a mirror too', () => {
    s.window()
    const mirror = s.window()
    mirror.say({ type: 'tick' })
    expect(mirror.of('tick')).toHaveLength(1)
  })
})

describe('what a browser says reaches no command line (S-10)', () => {
  const nasty = ['$(touch x)', ';id', '`id`', '--help', '-c', '../', '../../etc', 'a/b', '/bin/sh']
  const control = [
    'a\0b',
    'a\nid',
    'a\rid',
    '\x1b]52;c;x\x07',
    'a b',
    "a'b",
    'a"b',
    '',
    'x'.repeat(81),
  ]
  const samples: ClientMessage[] = [
    { type: 'hello', protocol: PROTOCOL, ticket: 'x', token: 'x' },
    attach(1),
    hello(2),
    { ...hello(3), step: 'hang' } as ClientMessage,
    { type: 'resume', intent: intent(1), pane: 'left' },
    { type: 'hurry', intent: intent(1), pane: 'left' },
    { type: 'cancel', intent: intent(1), pane: 'left' },
    { type: 'input', demo: 'demo', pane: 'left', data: 'x' },
    { type: 'rescue', demo: 'demo' },
    { type: 'rejoin', demo: 'demo', step: 'hello' },
    {
      type: 'position',
      position: { ...position, demos: { demo: { step: 0, at: 'ready', panes: {} } } },
    },
  ]

  /** The message once for each of its texts and keys of records, with `evil` in its place. */
  function poisoned(value: unknown, evil: string): unknown[] {
    if (typeof value === 'string') return [evil]
    if (Array.isArray(value))
      return value.flatMap((item: unknown, n) =>
        poisoned(item, evil).map((bad) => value.map((one: unknown, m) => (m === n ? bad : one))),
      )
    if (typeof value !== 'object' || value === null) return []
    const record = value as Record<string, unknown>
    return Object.entries(record).flatMap(([key, item]) => [
      ...poisoned(item, evil).map((bad) => ({ ...record, [key]: bad })),
      ...(key === 'demo' && typeof item === 'object' ? [{ [evil]: item }] : []),
    ])
  }

  /** Every start, argument for argument, is the script's own. */
  function foreign(): void {
    const ours = [
      { command: 'docker info' },
      { file: './setup.sh' },
      ...demo.panes,
      { command: 'rm -f x' },
      { file: './teardown.sh' },
    ]
    expect(s.spawned.filter((one) => !ours.some((own) => equal(own, one)))).toEqual([])
  }

  it.each([...nasty, ...control])('%j in any field of any message', async (evil) => {
    const { left } = await watching()
    const written = left.written.length
    let sent = 0
    for (const sample of samples)
      for (const message of poisoned(sample, evil)) {
        const page = s.window()
        page.say({ type: 'take' })
        page.raw(JSON.stringify(message))
        s.clock.advance(20)
        for (let i = 0; i < 5; i++) await Promise.resolve()
        page.leave()
        sent++
      }
    expect(sent).toBeGreaterThan(25)
    await s.hub.close()
    foreign()
    // By hand something may be typed: where it was meant to go, as it is, and nowhere else.
    const byHand = left.written.slice(written).filter((data) => data === evil)
    expect(byHand.length).toBeLessThanOrEqual(1)
    expect(s.typed.filter((line) => !['echo left', 'echo right', 'hang'].includes(line))).toEqual(
      evil.includes('\r') ? [evil.slice(0, evil.indexOf('\r'))] : [],
    )
  })

  it('whatever a window says, in any order, nothing is thrown or started (F1, F2)', async () => {
    const all = [...samples, hello(), attach(3), { type: 'tick' }, { type: 'take' }]
    const texts = all.map((one) => Buffer.from(JSON.stringify(one)))
    let [first, second] = [s.window(), s.window()]
    let understood = 0
    fuzz(3_000, (random) => {
      if (first.state.closed !== null || random() < 0.01) {
        first.leave()
        first = second
        second = s.window()
      }
      const page = pick(random, [first, second])
      const kind = random()
      const whole = pick(random, all)
      if (kind < 0.3) page.say(whole as ClientMessage)
      else if (kind < 0.75) page.raw(JSON.stringify(mutateJson(whole, all, random)))
      else if (kind < 0.95)
        page.raw(Buffer.from(mutate(texts[all.indexOf(whole)]!, texts, random)).toString())
      else page.binary(mutate(texts[0]!, texts, random))
      if (page.state.closed === null) understood++
      else expect(page.state.closed).toBe(Close.BadMessage)
      s.clock.advance(Math.floor(random() * 50))
      if (page.state.closed !== null && page === second) second = s.window()
    })
    expect(understood).toBeGreaterThan(500)
    await s.hub.close()
    foreign()
  })
})

const equal = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)
