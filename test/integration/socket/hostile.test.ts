import { beforeEach, describe, expect, it } from 'vitest'
import { Close, PROTOCOL } from '../../../core/protocol/messages.ts'
import type { ClientMessage } from '../../../core/protocol/messages.ts'
import { fuzz, mutate, mutateJson, pick } from '../../support/fuzz.ts'
import { attach, controls, demo, hello, openStage, position, watching } from './fake-stage.ts'
import type { Stage } from './fake-stage.ts'

let s: Stage
beforeEach(() => {
  s = openStage()
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
  it('of bytes closes the socket', () => {
    const page = s.window()
    page.binary(new Uint8Array([1, 2, 3]))
    expect(page.state.closed).toBe(Close.BadMessage)
  })
  it('such as a second hello is refused, and the socket stays open', () => {
    const page = s.window()
    page.say({ type: 'hello', protocol: PROTOCOL })
    expect(page.of('refused')).toHaveLength(1)
    expect(page.state.closed).toBe(null)
  })
})

describe('the messages of a browser reach no command line', () => {
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
    ...controls,
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

  /** Expects that every started command is the script's own, argument by argument. */
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
    const { left } = await watching(s)
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
    // Typing by hand is allowed: the text goes unchanged to its terminal, and nowhere else.
    const byHand = left.written.slice(written).filter((data) => data === evil)
    expect(byHand.length).toBeLessThanOrEqual(1)
    expect(s.typed.filter((line) => !['echo left', 'echo right', 'hang'].includes(line))).toEqual(
      evil.includes('\r') ? [evil.slice(0, evil.indexOf('\r'))] : [],
    )
  })

  it('no sequence of messages from a window makes anything throw or start', async () => {
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
