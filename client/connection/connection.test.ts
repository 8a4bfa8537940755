import { describe, expect, it } from 'vitest'
import type { Outcome } from '../../core/demo/outcome.ts'
import type { Signal } from '../../core/base/event.ts'
import { fakeClock } from '../../test/support/fake-clock.ts'
import { encodeFrame } from '../../core/protocol/binary-frame.ts'
import type { DeckHealth } from '../../core/health/health.ts'
import { Close, INPUT_LIMIT, encode } from '../../core/protocol/messages.ts'
import type { ClientMessage, ServerMessage } from '../../core/protocol/messages.ts'
import { fuzz, mutate, mutateJson, pick } from '../../test/support/fuzz.ts'
import { createConnection } from './connection.ts'
import type { Status, Wire } from './types.ts'

/** The network as two lists: what the page sent, and what the test lets arrive. */
function network() {
  const clock = fakeClock()
  const wires: (Wire & { sent: ClientMessage[]; closed: boolean })[] = []
  const kept: string[] = []
  let serial = 0
  const connection = createConnection({
    clock,
    secrets: { ticket: 'ticket' },
    project: 'talks',
    keep: (token) => kept.push(token),
    page: 'the-page',
    newIntent: () => `intent-0${++serial}`,
    open() {
      const wire = {
        binaryType: '',
        onopen: null,
        onmessage: null,
        onclose: null,
        sent: [] as ClientMessage[],
        closed: false,
        send: (text: string) => void wire.sent.push(JSON.parse(text) as ClientMessage),
        close: () => void (wire.closed = true),
      } as Wire & { sent: ClientMessage[]; closed: boolean }
      wires.push(wire)
      return wire
    },
  })
  const now = () => wires.at(-1)!
  const net = {
    clock,
    connection,
    kept,
    wires,
    sent: () => now().sent,
    arrive: (message: ServerMessage) => now().onmessage?.({ data: encode(message) }),
    bytes: (channel: number, bytes: Uint8Array) => {
      const frame = encodeFrame({ channel, offset: 0, bytes })
      now().onmessage?.({ data: frame.buffer })
    },
    open() {
      now().onopen?.()
      const welcome = { protocol: 1, role: 'presenter', position: null, live: {} } as const
      net.arrive({ type: 'welcome', token: 'token', ...welcome })
    },
  }
  return net
}
/** The first performance of pane `a` went well. */
const OUTCOME: ServerMessage = {
  ...{ type: 'outcome', intent: 'intent-01', pane: 'a' },
  outcome: { ok: true, duration: 1, lines: 1 },
}
const settled = async (done: Promise<Outcome>) => {
  let outcome: Outcome | undefined
  void done.then((one) => (outcome = one))
  for (let i = 0; i < 5; i++) await Promise.resolve()
  return outcome
}

describe('the connection', () => {
  it('shows its ticket, keeps the token, and shows that one from then on', () => {
    const net = network()
    net.open()
    expect(net.sent()[0]).toEqual({
      type: 'hello',
      protocol: 1,
      ticket: 'ticket',
      page: 'the-page',
    })
    expect(net.kept).toEqual(['token'])
    net.wires[0]!.onclose?.({ code: 1006 })
    net.clock.advance(1_000)
    net.open()
    expect(net.sent()[0]).toEqual({ type: 'hello', protocol: 1, token: 'token', page: 'the-page' })
  })

  it('shows a fresh ticket at once where the server is lost or has refused it', () => {
    for (const code of [1006, Close.Unauthorised]) {
      const net = network()
      net.open()
      net.wires[0]!.onclose?.({ code })
      net.connection.admit('fresh')
      expect(net.connection.status().at).toBe('connecting')
      expect(net.wires.length).toBe(2)
      net.open()
      // A new server knows no token of the old one, and takes the ticket.
      expect(net.sent()[0]).toMatchObject({ type: 'hello', ticket: 'fresh', page: 'the-page' })
      expect(net.connection.status()).toMatchObject({ at: 'open', role: 'presenter' })
      expect(net.connection.status()).not.toHaveProperty('why')
      net.clock.advance(1_000)
      expect(net.wires.length).toBe(2)
    }
  })
  it('keeps a ticket that comes while all is well, and disturbs nothing that runs', async () => {
    const net = network()
    net.open()
    const { done } = net.connection.perform('d', 'a', 'hello')
    net.connection.admit('fresh')
    expect(net.wires.length).toBe(1)
    expect(await settled(done)).toBeUndefined()
    net.wires[0]!.onclose?.({ code: 1006 })
    net.clock.advance(1_000)
    net.open()
    expect(net.sent()[0]).toMatchObject({ token: 'token', ticket: 'fresh' })
    // Shown once.
    net.wires[1]!.onclose?.({ code: 1006 })
    net.clock.advance(1_000)
    net.open()
    expect(net.sent()[0]).not.toHaveProperty('ticket')
  })

  it('asks for the panes of one press in one message', async () => {
    const net = network()
    net.open()
    net.connection.perform('d', 'a', 'hello')
    net.connection.perform('d', 'b', 'hello')
    await Promise.resolve()
    net.connection.perform('d', 'a', 'hello')
    await Promise.resolve()
    expect(net.sent().filter((one) => one.type === 'perform')).toEqual([
      { type: 'perform', intent: 'intent-01', demo: 'd', step: 'hello', panes: ['a', 'b'] },
      { type: 'perform', intent: 'intent-02', demo: 'd', step: 'hello', panes: ['a'] },
    ])
  })

  it('names the performance of a step, and of no other', () => {
    const net = network()
    net.open()
    net.connection.perform('d', 'a', 'hello')
    expect(net.connection.intent('d', 'a', 'hello')).toBe('intent-01')
    expect(net.connection.intent('d', 'a', 'next')).toBeUndefined()
    expect(net.connection.intent('d', 'b', 'hello')).toBeUndefined()
  })

  it('ends what it performs as offline when the server dies', async () => {
    const net = network()
    net.open()
    const { done } = net.connection.perform('d', 'a', 'hello')
    net.wires[0]!.onclose?.({ code: 1006 })
    expect(await settled(done)).toMatchObject({ ok: false, why: 'offline' })
    expect(net.connection.status().at).toBe('lost')
    expect(await settled(net.connection.perform('d', 'a', 'x').done)).toMatchObject({
      why: 'offline',
    })
  })

  it('tells how a deck is to whoever asks late, until a new server says otherwise', () => {
    const net = network()
    net.open()
    const health: DeckHealth = {
      ...{ deck: 'talk', title: 'A talk', word: 'live', summary: '', checked: '' },
      findings: [],
      demos: [],
    }
    const heard: string[] = []
    net.arrive({ type: 'health', health })
    net.connection.onHealth(({ word }) => heard.push(word))
    net.arrive({ type: 'health', health: { ...health, word: 'replay only' } })
    expect(heard).toEqual(['live', 'replay only'])
    net.connection.check('talk')
    expect(net.sent().at(-1)).toEqual({ type: 'check', deck: 'talk' })
    net.open()
    net.connection.onHealth(({ word }) => heard.push(`later ${word}`))
    expect(heard).toEqual(['live', 'replay only'])
  })

  it('notices a silent loss within two seconds, and ignores what the dead socket says later', async () => {
    const net = network()
    net.open()
    const { done } = net.connection.perform('d', 'a', 'hello')
    net.clock.advance(2_000)
    expect(await settled(done)).toMatchObject({ ok: false, why: 'offline' })
    expect(net.wires[0]!.closed).toBe(true)
    const before = net.connection.status()
    net.wires[0]!.onmessage?.({ data: encode({ type: 'role', role: 'mirror' }) })
    expect(net.connection.status()).toEqual(before)
  })

  it('stays while the server ticks', () => {
    const net = network()
    net.open()
    for (let i = 0; i < 20; i++) {
      net.clock.advance(500)
      net.arrive({ type: 'tick' })
    }
    expect(net.connection.status().at).toBe('open')
  })

  it('does not come back after it was refused, and says what to do', () => {
    const net = network()
    const seen: Status[] = []
    net.connection.onStatus((status) => seen.push(status))
    net.wires[0]!.onopen?.()
    net.wires[0]!.onclose?.({ code: Close.Unauthorised })
    net.clock.advance(10_000)
    expect(net.wires).toHaveLength(1)
    expect(seen.at(-1)).toMatchObject({ at: 'refused' })
    expect(seen.at(-1)!.why).toContain('fresh link')
  })

  it('comes back where a busy machine made its hello late', () => {
    const net = network()
    net.wires[0]!.onclose?.({ code: Close.Late })
    expect(net.connection.status().at).toBe('lost')
    net.clock.advance(10_000)
    expect(net.wires.length).toBeGreaterThan(1)
  })

  it('asks for a press, hears what became of it, and that nothing did when the server dies', async () => {
    const net = network()
    net.open()
    const done = net.connection.press('next', 'here')
    const lost = net.connection.press('back', 'here')
    const [first] = net.sent().filter((one) => one.type === 'press')
    net.arrive({ type: 'pressed', id: first!.id, done: false, why: 'the stage has moved on' })
    expect(await done).toEqual({ done: false, why: 'the stage has moved on' })
    net.wires[0]!.onclose?.({ code: 1006 })
    expect(await lost).toMatchObject({ done: false })
    expect(await net.connection.press('next', 'here')).toMatchObject({ done: false })
  })

  it('does nothing late: a press that it finds when it wakes, or that it never said it hears', () => {
    const net = network()
    net.open()
    const heard: string[] = []
    net.connection.onPress(({ id }) => {
      heard.push(id)
      return { done: true }
    })
    const press = { type: 'press', from: 'window', action: 'next', seen: 'here' } as const
    net.arrive({ ...press, id: '1', within: 300 })
    net.arrive({ type: 'wake', id: '2' })
    net.clock.advance(300)
    net.arrive({ ...press, id: '2', within: 300 })
    net.arrive({ type: 'wake', id: '3' })
    net.clock.advance(299)
    net.arrive({ ...press, id: '3', within: 300 })
    net.arrive({ ...press, id: '3', within: 300 })
    expect(heard).toEqual(['3'])
    expect(net.sent().filter((one) => one.type === 'awake')).toHaveLength(2)
  })

  it('answers what it is asked, once', () => {
    const net = network()
    net.open()
    net.connection.onPress(({ seen }) =>
      seen === 'here' ? { done: true } : { done: false, why: 'not here' },
    )
    const press = { type: 'press', from: 'window', action: 'next', within: 2_000 } as const
    for (const id of ['7', '8']) net.arrive({ type: 'wake', id })
    net.arrive({ ...press, id: '7', seen: 'here' })
    net.arrive({ ...press, id: '8', seen: 'there' })
    expect(net.sent().filter((one) => one.type === 'pressed')).toEqual([
      { type: 'pressed', id: '7', done: true },
      { type: 'pressed', id: '8', done: false, why: 'not here' },
    ])
  })

  it('acknowledges what was parsed, each 64 KB, and nothing that was only received', () => {
    const net = network()
    net.open()
    const parsed: (() => void)[] = []
    const seen: Signal[] = []
    net.connection.attach('d', 'a', (signal, done) => {
      seen.push(signal)
      if (done) parsed.push(done)
    })
    const attach = net.sent().find((one) => one.type === 'attach')!
    net.bytes(attach.channel, new Uint8Array(40_000))
    net.bytes(attach.channel, new Uint8Array(40_000))
    const acks = () => net.sent().filter((one) => one.type === 'ack')
    expect(seen).toHaveLength(2)
    expect(acks()).toEqual([])
    parsed.forEach((done) => done())
    expect(acks()).toEqual([{ type: 'ack', channel: attach.channel, bytes: 80_000 }])
  })

  it('tells an outcome when all that came before it is drawn, and not sooner', async () => {
    const net = network()
    net.open()
    const drawn: (() => void)[] = []
    net.connection.attach('d', 'a', (_, done) => void (done && drawn.push(done)))
    const { done } = net.connection.perform('d', 'a', 'hello')
    await Promise.resolve()
    net.bytes(1, new Uint8Array(9))
    net.arrive(OUTCOME)
    drawn.shift()?.()
    expect(await settled(done)).toBeUndefined()
    drawn.forEach((call) => call())
    expect(await settled(done)).toMatchObject({ ok: true })
  })

  it('does not wait for ever for a view that was taken down', async () => {
    const net = network()
    net.open()
    net.connection.attach('d', 'a', () => {})
    const { done } = net.connection.perform('d', 'a', 'hello')
    await Promise.resolve()
    net.arrive(OUTCOME)
    net.clock.advance(250)
    expect(await settled(done)).toMatchObject({ ok: true })
  })

  it('ends as offline what is not drawn yet when the server dies', async () => {
    const net = network()
    net.open()
    net.connection.attach('d', 'a', () => {})
    const { done } = net.connection.perform('d', 'a', 'hello')
    await Promise.resolve()
    net.arrive(OUTCOME)
    net.wires[0]!.onclose?.({ code: 1006 })
    expect(await settled(done)).toMatchObject({ ok: false, why: 'offline' })
  })

  it('puts together what it is told of the place, until the next welcome', () => {
    const net = network()
    net.open()
    const seen: (readonly string[])[] = []
    net.connection.onPosition(({ demos }) => {
      seen.push(Object.entries(demos).map(([name, { step }]) => `${name} ${step}`))
    })
    const place = { deck: 'talk', h: 0, v: 0, f: -1, next: { kind: 'slide' }, place: 'p' } as const
    const move = (name: string, step: number) => {
      const demos = { [name]: { step, at: 'ready', panes: {} } } as const
      net.arrive({ type: 'position', position: { ...place, demos } })
    }
    move('a', 0)
    move('b', 0)
    move('a', 1)
    net.wires[0]!.onclose?.({ code: 1006 })
    net.clock.advance(1_000)
    net.open()
    move('c', 0)
    expect(seen).toEqual([['a 0'], ['a 0', 'b 0'], ['a 1', 'b 0'], ['c 0']])
  })

  it('is silent after detach, and tells the server', () => {
    const net = network()
    net.open()
    const seen: Signal[] = []
    const stop = net.connection.attach('d', 'a', (signal) => seen.push(signal))
    stop()
    stop()
    net.bytes(1, new Uint8Array(3))
    expect(seen).toEqual([])
    expect(net.sent().filter((one) => one.type === 'detach')).toHaveLength(1)
  })

  it('attaches its views again after a reconnection', () => {
    const net = network()
    net.open()
    net.connection.attach('d', 'a', () => {})
    net.wires[0]!.onclose?.({ code: 1006 })
    net.clock.advance(1_000)
    net.open()
    expect(net.sent().map((one) => one.type)).toContain('attach')
  })

  it('resolves a cancelled performance at once, and ignores the outcome that comes late', async () => {
    const net = network()
    net.open()
    const performance = net.connection.perform('d', 'a', 'hello')
    await Promise.resolve()
    performance.cancel()
    const late = { type: 'outcome', intent: 'intent-01', pane: 'a' } as const
    net.arrive({ ...late, outcome: { ok: true, duration: 1, lines: 1 } })
    expect(await settled(performance.done)).toMatchObject({ ok: false, why: 'cancelled' })
    expect(net.sent().at(-1)).toMatchObject({ type: 'cancel', intent: 'intent-01', pane: 'a' })
  })

  it('goes on whatever the server says, and says nothing of its own for it (F3)', async () => {
    const of = { intent: 'intent-01', pane: 'a' } as const
    const all: ServerMessage[] = [
      { type: 'welcome', protocol: 1, role: 'mirror', token: 't', position: null, live: {} },
      { type: 'role', role: 'presenter' },
      { type: 'tick' },
      {
        type: 'reset',
        channel: 1,
        offset: 0,
        snapshot: { size: { cols: 80, rows: 24 }, screen: 'a' },
      },
      { type: 'exit', channel: 1, status: 0 },
      { type: 'phase', ...of, phase: 'typing' },
      { type: 'outcome', ...of, outcome: { ok: false, why: 'exit', status: 1 } },
      { type: 'rejoined', demo: 'd', step: 'hello', ok: true },
      {
        type: 'position',
        position: {
          ...{ deck: 'd', h: 1, v: 0, f: -1, demos: {} },
          next: { kind: 'end' },
          place: 'd 1',
        },
      },
      { type: 'stage', held: false },
      { type: 'timer', running: true, elapsed: 1_000 },
      { type: 'wake', id: '1' },
      { type: 'press', id: '1', from: 'remote', action: 'next', seen: 'd 1', within: 1 },
      { type: 'pressed', id: '1', done: false, why: 'x' },
      { type: 'refused', what: 'attach', why: 'no' },
    ]
    const texts = all.map((one) => Buffer.from(JSON.stringify(one)))
    const net = network()
    net.open()
    net.connection.attach('d', 'a', (_, parsed) => parsed?.())
    fuzz(2_000, (random) => {
      if (net.wires.at(-1)!.closed || random() < 0.02) {
        net.wires.at(-1)!.onclose?.({ code: pick(random, [1000, 1006, 4410, 4429]) })
        net.clock.advance(10_000)
        net.open()
      }
      if (random() < 0.1) void net.connection.perform('d', 'a', 'hello').done
      const one = pick(random, all)
      const text =
        random() < 0.6
          ? JSON.stringify(mutateJson(one, all, random))
          : Buffer.from(mutate(pick(random, texts), texts, random)).toString()
      net.wires.at(-1)!.onmessage?.({ data: text ?? '' })
      net.bytes(Math.floor(random() * 3), mutate(texts[0]!, texts, random))
      const cut = mutate(encodeFrame({ channel: 1, offset: 9, bytes: texts[0]! }), texts, random)
      net.wires.at(-1)!.onmessage?.({ data: Uint8Array.from(cut).buffer })
      net.clock.advance(Math.floor(random() * 400))
    })
    const types = new Set(net.wires.flatMap((wire) => wire.sent.map((one) => one.type)))
    // What it says without being told to: it answers, acknowledges, and takes up what it was at.
    for (const type of types)
      expect([
        ...['hello', 'tick', 'attach', 'ack', 'awake', 'perform', 'resume', 'cancel', 'detach'],
      ]).toContain(type)
  })
})

describe('a hand', () => {
  it('is given a shell, or told why not; the second who asks gets the same answer', async () => {
    const net = network()
    expect(await net.connection.openShell('d', 'a')).toBe('the server is gone')
    net.open()
    const [one, two] = [net.connection.openShell('d', 'a'), net.connection.openShell('d', 'a')]
    const asked = net.sent().filter(({ type }) => type === 'open')
    expect(asked).toEqual([{ type: 'open', demo: 'd', pane: 'a' }])
    net.arrive({ type: 'opened', demo: 'd', pane: 'a', why: null })
    expect([await one, await two]).toEqual([null, null])
    const late = net.connection.openShell('d', 'b')
    net.wires.at(-1)!.onclose?.({ code: 1006 })
    expect(await late).toBe('the server is gone')
  })

  it('types as much as it likes, in messages that are not too long', () => {
    const net = network()
    net.open()
    const text = 'x'.repeat(INPUT_LIMIT - 1) + '🙂'.repeat(INPUT_LIMIT)
    net.connection.input('d', 'a', text)
    const typed = net.sent().flatMap((one) => (one.type === 'input' ? [one.data] : []))
    expect(typed.join('')).toBe(text)
    expect(typed[0]).toHaveLength(INPUT_LIMIT - 1)
    for (const piece of typed) expect(piece.length).toBeLessThanOrEqual(INPUT_LIMIT)
  })
})
