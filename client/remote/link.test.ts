import { describe, expect, it } from 'vitest'
import { fakeClock } from '../../test/support/fake-clock.ts'
import { LOST, SUSPECT, TICK } from '../../core/protocol/heartbeat.ts'
import { Close } from '../../core/protocol/messages.ts'
import {
  encodeRemote,
  type RemoteMessage,
  type RemoteView,
  type StageMessage,
} from '../../core/protocol/remote-messages.ts'
import { createRemoteLink } from './link.ts'
import type { PressEnd } from './press-in-flight.ts'
import type { RemoteWire } from './socket.ts'

const VIEW: RemoteView = {
  deck: 'A talk',
  place: 'talk 1',
  next: { does: 'slide', commands: [] },
  lights: [],
  can: { back: true, fallback: false, live: false, rescue: false },
  timer: { running: false, elapsed: 0 },
}
type Sent = RemoteWire & { sent: RemoteMessage[]; closed: boolean }

/** The network as two lists: what the phone sent, and what the test lets arrive. */
function network(remembered?: string) {
  const clock = fakeClock()
  const wires: Sent[] = []
  const ends: PressEnd[] = []
  let kept = remembered
  const link = createRemoteLink({
    clock,
    memory: { read: () => kept, write: (token) => void (kept = token) },
    open() {
      const wire: Sent = {
        onopen: null,
        onmessage: null,
        onclose: null,
        sent: [],
        closed: false,
        send: (text) => void wire.sent.push(JSON.parse(text) as RemoteMessage),
        close: () => void (wire.closed = true),
      }
      wires.push(wire)
      return wire
    },
  })
  link.onPressed((end) => ends.push(end))
  const now = () => wires.at(-1)!
  const net = {
    clock,
    link,
    wires,
    ends,
    kept: () => kept,
    sent: () => now().sent,
    opens: () => now().onopen?.(),
    arrive: (message: StageMessage, wire = now()) =>
      wire.onmessage?.({ data: encodeRemote(message) }),
    end: (code: number, reason = '') => now().onclose?.({ code, reason }),
    welcome(change: Partial<StageMessage & { type: 'welcome' }> = {}) {
      net.opens()
      net.arrive({ type: 'welcome', remote: 1, beat: 7, view: VIEW, ...change })
    },
    pair() {
      link.pin('123456')
      net.welcome({ token: 'the token' })
    },
  }
  return net
}

describe('a phone that nobody has let in', () => {
  it('asks for the PIN, and connects only then', () => {
    const { link, wires } = network()
    expect(link.state()).toEqual({ at: 'pin', why: '' })
    expect(wires).toHaveLength(0)
  })

  it('sends the PIN, and keeps the token that it is given', () => {
    const net = network()
    net.link.pin('123456')
    expect(net.link.state().at).toBe('pairing')
    net.welcome({ token: 'the token' })
    expect(net.sent()).toEqual([{ type: 'hello', protocol: 1, pin: '123456' }])
    expect(net.kept()).toBe('the token')
    expect(net.link.state()).toMatchObject({ at: 'open', view: VIEW, remote: 1, asking: null })
  })

  it('shows why the PIN was refused, and lets another be typed', () => {
    const net = network()
    net.link.pin('123456')
    net.opens()
    net.end(Close.Unauthorised, 'That is not the PIN.')
    expect(net.link.state()).toEqual({ at: 'pin', why: 'That is not the PIN.' })
    net.link.pin('654321')
    net.opens()
    expect(net.sent()).toMatchObject([{ pin: '654321' }])
  })

  it('does not try a PIN twice by itself, because nobody knows whether it was checked', () => {
    const net = network()
    net.link.pin('123456')
    net.clock.advance(60_000)
    expect(net.wires).toHaveLength(1)
    expect(net.wires[0]?.closed).toBe(true)
    expect(net.link.state()).toMatchObject({
      at: 'pin',
      why: expect.stringMatching(/does not answer/),
    })
  })
})

describe('a phone that was let in', () => {
  it('comes back with its token, and needs no PIN', () => {
    const net = network('the token')
    expect(net.link.state()).toEqual({ at: 'lost', view: null })
    net.welcome()
    expect(net.sent()).toEqual([{ type: 'hello', protocol: 1, token: 'the token' }])
    expect(net.link.state().at).toBe('open')
  })

  it('forgets a token that the server does not know, and asks for the PIN', () => {
    const net = network('of yesterday')
    net.opens()
    net.end(Close.Unauthorised, 'Type the PIN that the laptop shows.')
    expect(net.kept()).toBeUndefined()
    expect(net.link.state()).toEqual({ at: 'pin', why: 'Type the PIN that the laptop shows.' })
  })

  it('stops when another phone becomes the remote, until somebody wants this one', () => {
    const net = network('the token')
    net.welcome()
    net.end(Close.Gone, 'This remote was opened in another tab.')
    net.clock.advance(60_000)
    expect(net.wires).toHaveLength(1)
    expect(net.link.state()).toMatchObject({
      at: 'stopped',
      why: expect.stringMatching(/another tab/),
    })
    net.link.again()
    net.welcome()
    expect(net.link.state().at).toBe('open')
  })

  it('shows what the stage shows', () => {
    const net = network('the token')
    net.welcome()
    net.clock.advance(100)
    net.arrive({ type: 'view', view: { ...VIEW, place: 'talk 2' } })
    expect(net.link.state()).toMatchObject({ view: { place: 'talk 2' }, since: 100 })
  })
})

describe('a press', () => {
  it('names the shown state of the stage and the newest beat, and is answered', () => {
    const net = network()
    net.pair()
    net.arrive({ type: 'tick', beat: 9 })
    net.link.press('next')
    expect(net.sent().at(-1)).toEqual({
      type: 'press',
      id: '1',
      action: 'next',
      seen: 'talk 1',
      beat: 9,
    })
    expect(net.link.state()).toMatchObject({ asking: 'next' })
    net.arrive({ type: 'pressed', id: '1', done: true })
    expect(net.link.state()).toMatchObject({ asking: null })
    expect(net.ends).toEqual([{ action: 'next', done: true, why: '' }])
  })

  it('is not sent while another one waits, or while the stage shows no deck', () => {
    const net = network()
    net.pair()
    net.link.press('next')
    net.link.press('next')
    expect(net.sent().filter(({ type }) => type === 'press')).toHaveLength(1)
    net.arrive({ type: 'pressed', id: '1', done: false, why: 'the stage has moved on' })
    expect(net.ends).toEqual([{ action: 'next', done: false, why: 'the stage has moved on' }])
    net.arrive({ type: 'view', view: { ...VIEW, place: null } })
    net.link.press('next')
    expect(net.sent().filter(({ type }) => type === 'press')).toHaveLength(1)
  })

  it('names the state that it was made on, though another is shown by now', () => {
    const net = network()
    net.pair()
    net.link.press('back', 'talk 0')
    expect(net.sent().at(-1)).toMatchObject({ type: 'press', seen: 'talk 0' })
  })

  it('says so if nobody answers, and a later answer changes nothing', () => {
    const net = network()
    net.pair()
    net.link.press('next')
    for (let i = 0; i < 8; i++) {
      net.arrive({ type: 'tick', beat: 10 + i })
      net.clock.advance(TICK)
    }
    expect(net.ends).toMatchObject([
      { done: false, why: expect.stringMatching(/look at the stage/) },
    ])
    net.arrive({ type: 'pressed', id: '1', done: true })
    expect(net.ends).toHaveLength(1)
  })

  it('while the connection is lost is not sent, then or later', () => {
    const net = network()
    net.pair()
    net.end(1006)
    net.link.press('next')
    net.link.timer('pause')
    net.clock.advance(1_000)
    net.welcome()
    for (let i = 0; i < 8; i++) {
      net.arrive({ type: 'tick', beat: 10 + i })
      net.clock.advance(TICK)
    }
    // It was no press, so nobody waits for what became of it either.
    expect(net.ends).toEqual([])
    const after = net.wires.slice(1).flatMap(({ sent }) => sent)
    expect(after.map(({ type }) => type)).toEqual(['hello'])
  })

  it('on its way when the connection is lost is over, and not repeated', () => {
    const net = network()
    net.pair()
    net.link.press('next')
    net.end(1006)
    expect(net.ends).toMatchObject([{ action: 'next', done: false }])
    net.clock.advance(1_000)
    net.welcome()
    expect(net.link.state()).toMatchObject({ at: 'open', asking: null })
    expect(net.sent().map(({ type }) => type)).toEqual(['hello'])
  })
})

describe('a connection that goes', () => {
  it('is tried again until it is there, without help', () => {
    const net = network('the token')
    net.welcome()
    net.end(1006)
    expect(net.link.state()).toMatchObject({ at: 'lost', view: VIEW })
    for (let i = 0; i < 5; i++) {
      net.clock.advance(1_000)
      net.end(1006)
    }
    expect(net.wires.length).toBeGreaterThan(5)
    net.clock.advance(1_000)
    net.welcome()
    expect(net.link.state().at).toBe('open')
  })

  it('silently is noticed within two seconds', () => {
    const net = network('the token')
    net.welcome()
    net.clock.advance(SUSPECT + LOST + 200)
    expect(net.link.state().at).toBe('lost')
    expect(net.wires[0]?.closed).toBe(true)
  })

  it('and a new one that does not open is given up', () => {
    const net = network('the token')
    net.welcome()
    net.end(1006)
    net.clock.advance(10_000)
    expect(net.wires.length).toBeGreaterThan(2)
    expect(net.wires.slice(0, -1).every(({ closed }) => closed)).toBe(true)
  })

  it('ignores what an old socket still says', () => {
    const net = network('the token')
    net.welcome()
    const old = net.wires[0]!
    net.clock.advance(SUSPECT + LOST + 200)
    net.arrive({ type: 'view', view: { ...VIEW, place: 'old' } }, old)
    old.onclose?.({ code: Close.Unauthorised, reason: 'late' })
    expect(net.link.state()).toMatchObject({ at: 'lost', view: { place: 'talk 1' } })
    expect(net.kept()).toBe('the token')
  })
})

describe('a phone that wakes up', () => {
  it('gives up a silent socket at once, and connects again', () => {
    const net = network('the token')
    net.welcome()
    // Asleep: time passes and no timer runs.
    const then = net.clock.now()
    Object.assign(net.clock, { now: () => then + 30_000 })
    net.link.wake()
    expect(net.link.state().at).toBe('lost')
    expect(net.wires).toHaveLength(2)
    net.welcome({ view: { ...VIEW, place: 'talk 5' } })
    expect(net.link.state()).toMatchObject({ at: 'open', view: { place: 'talk 5' } })
  })

  it('does not wait for the next attempt', () => {
    const net = network('the token')
    net.welcome()
    net.clock.advance(SUSPECT)
    net.end(1006)
    net.link.wake()
    net.link.wake()
    expect(net.wires).toHaveLength(2)
  })

  it('keeps a connection that has just spoken', () => {
    const net = network('the token')
    net.welcome()
    net.link.wake()
    expect(net.wires).toHaveLength(1)
    expect(net.link.state().at).toBe('open')
  })
})
