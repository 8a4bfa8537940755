import { once } from 'node:events'
import { afterEach, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { fakeClock } from '../../support/fake-clock.ts'
import { TICK } from '../../../core/protocol/heartbeat.ts'
import { Close, type Pressed } from '../../../core/protocol/messages.ts'
import {
  REMOTE_LIMIT,
  STALE,
  type RemoteView,
  type StageMessage,
} from '../../../core/protocol/remote-messages.ts'
import { LOCK, PAUSE, TRIES } from '../../../server/remote/pin.ts'
import { createRemote, type RemoteNews } from '../../../server/remote/listener.ts'
import { PHONE_LIMIT } from '../../../server/remote/paired-phones.ts'
import { systemEntropy } from '../../../server/base/secret.ts'
import { listen, raw, turnedAway } from '../socket/test-server.ts'

let stops: (() => unknown)[] = []
afterEach(async () => {
  for (const stop of stops.reverse()) await stop()
  stops = []
})

const VIEW: RemoteView = {
  deck: 'A talk',
  place: 'talk 1',
  next: { does: 'slide', commands: [] },
  lights: [],
  can: { back: true, fallback: false, live: false, rescue: false },
  timer: { running: false, elapsed: 0 },
}

async function open() {
  const clock = fakeClock()
  const hearers = new Set<() => void>()
  const asked: { action: string; seen: string; answer(pressed: Pressed): void }[] = []
  const timed: string[] = []
  const news: RemoteNews[] = []
  let view = VIEW
  const remote = createRemote({
    clock,
    entropy: systemEntropy,
    stage: {
      view: () => view,
      onChange(hear) {
        hearers.add(hear)
        return () => hearers.delete(hear)
      },
      press: (action, seen, answer) => void asked.push({ action, seen, answer }),
      timer: (action) => void timed.push(action),
    },
    routes: () =>
      new Map([['/', { type: 'page', render: async () => '<!doctype html>' } as const]]),
    onNews: (one) => news.push(one),
  })
  const listening = await listen(remote.server)
  stops.push(listening.stop, remote.close)

  async function phone() {
    const socket = new WebSocket(`ws://127.0.0.1:${listening.port}/socket`, {
      origin: listening.origin,
    })
    const got: StageMessage[] = []
    const closed = once(socket, 'close').then(([code, reason]: unknown[]) => ({
      code: code as number,
      why: String(reason as Buffer),
    }))
    closed.catch(() => {}) // A refused handshake rejects the promise below.
    socket.on('error', () => {}) // The tests look at the close code instead.
    socket.on('message', (data: Buffer) => got.push(JSON.parse(data.toString()) as StageMessage))
    stops.push(() => socket.terminate())
    await once(socket, 'open')
    const say = (message: unknown) => socket.send(JSON.stringify(message))
    const hello = (proof: { pin?: string; token?: string }) =>
      say({ type: 'hello', protocol: 1, ...proof })
    const hear = async <T extends StageMessage['type']>(type: T, nth = 1) => {
      const all = () => got.filter((one) => one.type === type)
      await expect.poll(() => all().length).toBeGreaterThanOrEqual(nth)
      return all()[nth - 1] as Extract<StageMessage, { type: T }>
    }
    return { socket, got, closed, say, hello, hear }
  }
  async function paired() {
    const one = await phone()
    one.hello({ pin: remote.pin() })
    const welcome = await one.hear('welcome')
    const press = (id: string, change: object = {}) =>
      one.say({ type: 'press', id, action: 'next', seen: 'talk 1', beat: 0, ...change })
    return { ...one, press, welcome, token: welcome.token ?? '' }
  }
  const show = (next: Partial<RemoteView>) => {
    view = { ...view, ...next }
    hearers.forEach((hear) => hear())
  }
  const wrong = () => (remote.pin() === '111111' ? '222222' : '111111')
  return { clock, remote, listening, asked, timed, news, hearers, phone, paired, show, wrong }
}

describe('pairing', () => {
  test('exchanges the PIN for a token, which lets the phone in again and again', async () => {
    const { paired, phone, news, remote } = await open()
    const first = await paired()
    expect(first.welcome).toMatchObject({ remote: 1, view: VIEW })
    expect(first.token).toMatch(/^[\w-]{55}$/)
    first.socket.close()
    await expect.poll(() => remote.size()).toBe(0)
    remote.renew()
    const again = await phone()
    again.hello({ token: first.token })
    expect(await again.hear('welcome')).toMatchObject({ remote: 1, view: VIEW })
    expect((await again.hear('welcome')).token).toBeUndefined()
    expect(news).toEqual([
      { type: 'joined', remote: 1, address: '127.0.0.1' },
      { type: 'left', remote: 1, address: '127.0.0.1' },
      { type: 'joined', remote: 1, address: '127.0.0.1' },
    ])
  })

  test('asks for the PIN with a sentence, without a PIN or token and with a token of another launch', async () => {
    const { phone, asked } = await open()
    for (const proof of [{}, { token: 'x'.repeat(55) }]) {
      const one = await phone()
      one.hello(proof)
      const ask = { code: Close.Unauthorised, why: 'Type the PIN that the laptop shows.' }
      expect(await one.closed).toEqual(ask)
    }
    expect(asked).toEqual([])
  })

  test('reports a wrong PIN, and slows all attempts down', async () => {
    const { phone, remote, clock, news, wrong } = await open()
    const one = await phone()
    one.hello({ pin: wrong() })
    expect(await one.closed).toEqual({
      code: Close.Unauthorised,
      why: 'That is not the PIN. 4 tries are left.',
    })
    const early = await phone()
    early.hello({ pin: remote.pin() })
    expect((await early.closed).why).toBe('Too soon after a wrong PIN; try again in 1 s.')
    clock.advance(PAUSE)
    const right = await phone()
    right.hello({ pin: remote.pin() })
    await right.hear('welcome')
    expect(news[0]).toEqual({ type: 'wrong', address: '127.0.0.1', left: TRIES - 1 })
  })

  test('stops after too many wrong PINs; connected phones stay, and Enter allows it again', async () => {
    const { phone, paired, remote, clock, news, wrong } = await open()
    const inside = await paired()
    const guess = async (pin: string) => {
      const one = await phone()
      one.hello({ pin })
      return (await one.closed).why
    }
    for (let i = 0; i < TRIES - 1; i++) {
      expect(await guess(wrong())).toMatch(/^That is not the PIN\./)
      clock.advance(PAUSE * 2 ** i)
    }
    const shut =
      /^Too many wrong PINs: closed for 60 s\. Enter, where cuecast runs, makes a new PIN\.$/
    expect(await guess(wrong())).toMatch(shut)
    expect(await guess(remote.pin())).toMatch(shut)
    expect(news.at(-1)).toEqual({ type: 'locked', address: '127.0.0.1', wait: LOCK })
    inside.say({ type: 'tick' })
    await inside.hear('tick')
    inside.socket.close()
    const again = await phone()
    again.hello({ token: inside.token })
    await again.hear('welcome')
    remote.renew()
    const fresh = await phone()
    fresh.hello({ pin: remote.pin() })
    await fresh.hear('welcome')
  })

  test('refuses one phone too many; a phone that is away makes room', async () => {
    const { phone, paired, remote } = await open()
    const all = []
    for (let i = 0; i < PHONE_LIMIT; i++) all.push(await paired())
    expect(all.map(({ welcome }) => welcome.remote)).toEqual([1, 2, 3])
    const extra = await phone()
    extra.hello({ pin: remote.pin() })
    expect((await extra.closed).why).toMatch(/^3 remotes are connected already/)
    all[1]!.socket.close()
    await expect.poll(() => remote.size()).toBe(PHONE_LIMIT - 1)
    expect((await paired()).welcome.remote).toBe(2)
    const late = await phone()
    late.hello({ token: all[1]!.token })
    expect((await late.closed).code).toBe(Close.Unauthorised)
  })

  test('of the same phone in a second tab disconnects the first, which is told why', async () => {
    const { phone, paired, remote, news } = await open()
    const first = await paired()
    const second = await phone()
    second.hello({ token: first.token })
    await second.hear('welcome')
    expect(await first.closed).toEqual({
      code: Close.Gone,
      why: 'This remote was opened in another tab.',
    })
    expect(remote.size()).toBe(1)
    expect(news.some(({ type }) => type === 'left')).toBe(false)
  })

  test('ends with off: every token is void, and the PIN is a new one', async () => {
    const { phone, paired, remote } = await open()
    const one = await paired()
    const before = remote.pin()
    remote.off()
    expect(remote.pin()).not.toBe(before)
    expect((await one.closed).code).toBe(Close.Unauthorised)
    const again = await phone()
    again.hello({ token: one.token })
    expect((await again.closed).code).toBe(Close.Unauthorised)
  })
})

describe('a press', () => {
  test('is passed on with the place that the phone showed, and answered', async () => {
    const { paired, asked } = await open()
    const { press, hear } = await paired()
    press('1', { action: 'fallback', seen: 'talk 7' })
    await expect.poll(() => asked.length).toBe(1)
    expect(asked[0]).toMatchObject({ action: 'fallback', seen: 'talk 7' })
    asked[0]!.answer({ done: false, why: 'the stage has moved on' })
    expect(await hear('pressed')).toEqual({
      type: 'pressed',
      id: '1',
      done: false,
      why: 'the stage has moved on',
    })
  })

  test('is not passed on while another one waits', async () => {
    const { paired, asked } = await open()
    const { press, hear } = await paired()
    press('1')
    press('2')
    expect(await hear('pressed')).toMatchObject({ id: '2', done: false })
    asked[0]!.answer({ done: true })
    expect(await hear('pressed', 2)).toMatchObject({ id: '1', done: true })
    press('3')
    await expect.poll(() => asked.length).toBe(2)
  })

  test('that was delayed on its way has no effect, even if the stage is unchanged', async () => {
    const { paired, asked, clock } = await open()
    const { press, hear } = await paired()
    for (let passed = 0; passed <= STALE; passed += TICK) clock.advance(TICK)
    press('1', { beat: 0 })
    expect(await hear('pressed')).toEqual({
      type: 'pressed',
      id: '1',
      done: false,
      why: 'that press came too late',
    })
    expect(asked).toEqual([])
    // A press that names a beat that was never sent is not accepted as younger.
    press('2', { beat: 9_999 })
    expect(await hear('pressed', 2)).toMatchObject({ id: '2', done: false })
    const ticks = STALE / TICK + 1
    expect(await hear('tick', ticks)).toEqual({ type: 'tick', beat: ticks })
    press('3', { beat: ticks })
    await expect.poll(() => asked.length).toBe(1)
  })

  test('both phones see every change, and either can use the timer', async () => {
    const { paired, show, timed } = await open()
    const [one, two] = [await paired(), await paired()]
    show({ place: 'talk 2' })
    for (const { hear } of [one, two])
      expect(await hear('view')).toEqual({ type: 'view', view: { ...VIEW, place: 'talk 2' } })
    two.say({ type: 'timer', action: 'pause' })
    await expect.poll(() => timed).toEqual(['pause'])
  })
})

describe('no message of a phone types, performs or moves anything', () => {
  test.each([
    { type: 'input', demo: 'a', pane: 'b', data: 'id\n' },
    { type: 'perform', intent: 'abcdefgh', demo: 'a', step: 'b', panes: ['c'] },
    { type: 'attach', channel: 1, demo: 'a', pane: 'b' },
    { type: 'take' },
    { type: 'rescue', demo: 'a' },
    { type: 'rejoin', demo: 'a', step: 'b' },
    { type: 'resume', intent: 'abcdefgh', pane: 'c' },
    { type: 'position', position: {} },
    { type: 'pressed', id: '1', done: true },
    { type: 'hello', protocol: 1, token: 'x' },
    { type: 'press', id: '1', action: 'input', seen: '', beat: 0 },
    { type: 'press', id: '1', action: 'skip', seen: '', beat: 0 },
    { type: 'press', id: '1', action: 'next', seen: '', beat: 0, data: 'id\n' },
    { type: 'press', id: '1', action: 'next', seen: '', beat: -1 },
    { type: 'timer', action: 'explode' },
  ])('$type is refused, and ends the socket', async (message) => {
    const { paired, asked, timed, remote } = await open()
    const one = await paired()
    one.say(message)
    expect((await one.closed).code).toBe(Close.BadMessage)
    await expect.poll(() => remote.size()).toBe(0)
    expect([...asked, ...timed]).toEqual([])
  })

  test('bytes, text that is not JSON and long messages end the socket', async () => {
    const { paired } = await open()
    const one = await paired()
    one.socket.send(Buffer.from([1, 2, 3]))
    expect((await one.closed).code).toBe(Close.BadMessage)
    const two = await paired()
    two.socket.send('id\n')
    expect((await two.closed).code).toBe(Close.BadMessage)
    const three = await paired()
    three.press('1', { seen: 'x'.repeat(REMOTE_LIMIT) })
    expect((await three.closed).code).toBe(1009)
  })

  test('an address with many sockets without a hello loses the oldest; one with a hello is accepted', async () => {
    const { phone, remote, clock } = await open()
    const idle = []
    for (let i = 0; i < 9; i++) idle.push(await phone())
    const [first, ...others] = idle
    expect((await first!.closed).code).toBe(1006)
    clock.advance(2_000)
    for (const { closed } of others) expect((await closed).code).toBe(Close.Late)
    for (let i = 0; i < 20; i++) await phone()
    const one = await phone()
    one.hello({ pin: remote.pin() })
    await one.hear('welcome')
  })

  test('a flood of the timer without end: other windows get a few messages, and the phone stays connected', async () => {
    const { paired, timed, clock } = await open()
    const one = await paired()
    for (let i = 0; i < 2_000; i++)
      one.say({ type: 'timer', action: i % 2 === 0 ? 'start' : 'pause' })
    one.say({ type: 'tick' })
    await one.hear('tick')
    expect(timed).toHaveLength(10)
    clock.advance(1_000)
    one.say({ type: 'timer', action: 'reset' })
    await expect.poll(() => timed.length).toBe(11)
  })

  test('a message before the hello ends the socket', async () => {
    const { phone, asked } = await open()
    const one = await phone()
    one.say({ type: 'press', id: '1', action: 'next', seen: 'talk 1', beat: 0 })
    expect((await one.closed).code).toBe(Close.BadMessage)
    expect(asked).toEqual([])
  })
})

describe('the request guard', () => {
  test('also protects this listener from other origins and other hosts', async () => {
    const { listening } = await open()
    expect(await turnedAway(listening.port, 'http://evil')).toBe(403)
    const rebound = await raw(listening.port, 'GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n')
    expect(rebound).toMatch(/^HTTP\/1\.1 421 /)
  })

  test('serves nothing of the stage here', async () => {
    const { listening } = await open()
    for (const path of ['/decks/welcome/', '/demos/welcome.json', '/library', '/remote.svg']) {
      const answer = await fetch(`${listening.origin}${path}`)
      expect(answer.status, path).toBe(404)
    }
  })
})

test('closing it releases the stage and disconnects every phone', async () => {
  const { remote, hearers, paired } = await open()
  const one = await paired()
  remote.close()
  expect((await one.closed).code).toBe(1001)
  expect(hearers.size).toBe(0)
})
