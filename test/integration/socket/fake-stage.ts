import { expect } from 'vitest'
import { defined } from '../../../core/base/defined.ts'
import { DEFAULT_SIZE, blank } from '../../../core/base/event.ts'
import { fakeClock } from '../../support/fake-clock.ts'
import { fakePort } from '../../support/fake-port.ts'
import { searchHere } from '../../support/fake-search.ts'
import { decodeFrame } from '../../../core/protocol/binary-frame.ts'
import type { ClientMessage, ServerMessage } from '../../../core/protocol/messages.ts'
import { parseDemo } from '../../../core/demo/parse.ts'
import type { TrustSheet } from '../../../core/trust/sheet.ts'
import { createCursor } from '../../../server/terminal/session/reader-cursor.ts'
import type { SessionCursor } from '../../../server/terminal/session/reader-cursor.ts'
import type { Peer } from '../../../server/web/websocket/socket-server.ts'
import { createHub } from '../../../server/stage/hub.ts'
import { createLease } from '../../../server/stage/control-lease.ts'
import { createLog } from '../../../server/terminal/session/output-log.ts'
import { createPresses } from '../../../server/stage/press-relay.ts'
import { serveWindow } from '../../../server/web/websocket/window-socket.ts'
import type { Followed } from '../../../server/web/websocket/channels.ts'
import { createTimer } from '../../../server/stage/talk-timer.ts'
import { createDemoRuntime } from '../../../server/demo/runtime.ts'

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
export const demo = parsed.value

/** A fake terminal whose output is read like a session's, by a cursor with credit. */
function terminal(clock: ReturnType<typeof fakeClock>, typed: (line: string) => void) {
  const log = createLog()
  const cursors = new Set<SessionCursor>()
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
    shellReads: () => false,
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

export const sheet: TrustSheet = {
  demo: 'demo',
  title: 'T',
  hash: 'a'.repeat(64),
  files: [],
  entries: [{ kind: 'step', where: 'hello, left', text: 'echo left ⏎' }],
}

/** A complete server without its machine: the commands that it would start are only noted. */
export function openStage(
  rule: { mode?: 'auto' | 'replay'; why?: string; trusted?: boolean } = {},
) {
  const clock = fakeClock()
  const lease = createLease()
  const terminals: ReturnType<typeof terminal>[] = []
  /** Lines that were typed into a shell and entered. */
  const typed: string[] = []
  /** All commands that the machine was asked to start. */
  const spawned: unknown[] = []
  let approved = false
  const trusted = () => approved || (rule.trusted ?? true)
  const hub = createHub<Followed>({
    mode: rule.mode ?? 'auto',
    ...defined({ why: rule.why }),
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
      createDemoRuntime(
        found,
        {
          clock,
          random: () => 0.5,
          search: searchHere,
          may: () => null,
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
    /** The output of channel 1, the left terminal, at each of its outcomes. */
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

export type Stage = ReturnType<typeof openStage>

export const intent = (n: number) => `intent-${String(n).padStart(4, '0')}`
export const hello = (n = 1): ClientMessage => ({
  type: 'perform',
  intent: intent(n),
  demo: 'demo',
  step: 'hello',
  panes: ['left', 'right'],
})
const next = { kind: 'slide' } as const
export const position = { deck: 'welcome', h: 1, v: 0, f: -1, demos: {}, next, place: 'here' }
export const attach = (channel: number, pane = 'left'): ClientMessage => ({
  type: 'attach',
  channel,
  demo: 'demo',
  pane,
})

/** Messages about a step or a shell that only a window with control may send. */
export const controls: readonly ClientMessage[] = [
  { type: 'resume', intent: intent(1), pane: 'left' },
  { type: 'hurry', intent: intent(1), pane: 'left' },
  { type: 'cancel', intent: intent(1), pane: 'left' },
  { type: 'input', demo: 'demo', pane: 'left', data: 'rm -rf x\r' },
  { type: 'rescue', demo: 'demo' },
  { type: 'rejoin', demo: 'demo', step: 'hello' },
]

/** A window with control. Its left terminal is open and quiet, and watched on channel 1. */
export async function watching(s: Stage) {
  const presenter = s.window()
  presenter.say(hello())
  await s.settle(() => presenter.of('outcome').length === 2)
  presenter.say(attach(1))
  const left = s.terminals[0]!
  return { presenter, left }
}
