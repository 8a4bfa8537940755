import { describe, expect, it } from 'vitest'
import type { DeckHealth } from '../health/health.ts'
import { decodeClient, decodeServer, encode } from './messages.ts'
import type { ClientMessage, ServerMessage } from './messages.ts'

const intent = 'abcdefgh-1'
const position = {
  deck: 'welcome',
  h: 1,
  v: 0,
  f: -1,
  demos: {
    welcome: {
      step: 1,
      at: 'running',
      panes: { main: { mode: 'live', cause: 'none', phase: 'typing', intent } },
    },
  },
  next: { kind: 'step', demo: 'welcome', step: 'hello' },
  place: 'welcome 1 0 -1 welcome 1 running 4',
} as const
const health = {
  deck: 'welcome',
  title: 'Welcome',
  word: 'replay only',
  summary: '1 replay only',
  checked: '2026-11-03T18:00:00.000Z',
  findings: [],
  demos: [
    {
      demo: 'welcome',
      title: 'A terminal',
      word: 'replay only',
      findings: [{ costs: 'live', why: 'docker is not installed', todo: 'install docker' }],
      steps: [{ step: 'now', word: 'replay only', findings: [] }],
    },
  ],
} satisfies DeckHealth
const client: ClientMessage[] = [
  { type: 'hello', protocol: 1, ticket: 'x' },
  { type: 'hello', protocol: 1, token: 'x', as: 'mirror' },
  { type: 'take' },
  { type: 'give' },
  { type: 'tick' },
  { type: 'attach', channel: 1, demo: 'a', pane: 'b' },
  { type: 'detach', channel: 1 },
  { type: 'ack', channel: 1, bytes: 32768 },
  { type: 'perform', intent, demo: 'a', step: 's', panes: ['b'] },
  { type: 'resume', intent, pane: 'b' },
  { type: 'hurry', intent, pane: 'b' },
  { type: 'cancel', intent, pane: 'b' },
  { type: 'input', demo: 'a', pane: 'b', data: 'ls\r' },
  { type: 'rescue', demo: 'a' },
  { type: 'rejoin', demo: 'a', step: 's' },
  { type: 'position', position },
  { type: 'check', deck: 'welcome' },
  { type: 'press', id: '1', action: 'next', seen: position.place },
  { type: 'awake', id: '1' },
  { type: 'pressed', id: '1', done: false, why: 'x' },
  { type: 'timer', action: 'pause' },
]
const server: ServerMessage[] = [
  {
    type: 'welcome',
    protocol: 1,
    role: 'presenter',
    saves: 0,
    position,
    live: { a: { ok: false, why: 'x' } },
  },
  { type: 'role', role: 'mirror' },
  { type: 'tick' },
  { type: 'reset', channel: 1, offset: 0, snapshot: { size: { cols: 80, rows: 24 }, screen: '' } },
  { type: 'exit', channel: 1, status: 0 },
  { type: 'phase', intent, pane: 'b', phase: 'running' },
  { type: 'outcome', intent, pane: 'b', outcome: { ok: false, why: 'exit', status: 1 } },
  { type: 'rejoined', demo: 'a', step: 's', ok: true },
  { type: 'position', position },
  { type: 'health', health },
  { type: 'stage', held: true },
  { type: 'wake', id: '1' },
  { type: 'press', id: '1', from: 'remote', action: 'next', seen: position.place, within: 1 },
  { type: 'pressed', id: '1', done: true },
  { type: 'timer', running: true, elapsed: 1 },
  { type: 'remote', desk: { address: 'http://10.0.0.7:4322/', pin: '123456', connected: 1 } },
  { type: 'refused', what: 'perform', why: 'x' },
]

describe('the protocol', () => {
  it.each(client)('carries $type to the server', (message) => {
    expect(decodeClient(encode(message))).toEqual(message)
  })
  it.each(server)('carries $type to the browser', (message) => {
    expect(decodeServer(encode(message))).toEqual(message)
  })

  const wrong = [null, {}, [], -1, 1.5, 'x'.repeat(20_000), '../etc', '$(id)', '', '\n']
  const mangled = client.flatMap((message) =>
    Object.keys(message)
      .filter((field) => !['protocol', 'data', 'ticket', 'token', 'why'].includes(field))
      .flatMap((field) => wrong.map((value) => ({ ...message, [field]: value }))),
  )
  it('refuses a wrong value in every field', () => {
    expect(
      mangled.map((one) => JSON.stringify(one)).filter((text) => decodeClient(text) !== null),
    ).toEqual([])
  })
  it.each([
    '',
    '{',
    'null',
    '[]',
    '{"type":"run","command":"id"}',
    `{"type":"tick","command":"id"}`,
  ])('refuses %s', (text) => expect(decodeClient(text)).toBe(null))
  it('has no field for a command, a path or an environment', () => {
    const extra = { type: 'perform', intent, demo: 'a', step: 's', panes: ['b'], command: 'id' }
    expect(decodeClient(JSON.stringify(extra))).toBe(null)
  })
})

it.each(['constructor', 'prototype', 'valueof'])(
  'a demo, a step and a pane named %s travel, which every object knows',
  (name) => {
    const pane = { mode: 'live', cause: 'none', phase: 'idle' } as const
    const demos = { [name]: { step: 0, at: 'ready', panes: { [name]: pane } } as const }
    const next = { kind: 'step', demo: name, step: name } as const
    const told = { type: 'position', position: { ...position, deck: name, demos, next } } as const
    expect(decodeClient(encode(told as never))).toEqual(told)
    const live = { type: 'live', live: { [name]: { ok: true } } } as const
    expect(decodeServer(encode(live))).toEqual(live)
  },
)
