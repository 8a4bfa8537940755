import type { Server } from 'node:http'
import type { Clock } from '../../core/base/clock.ts'
import type { Ms, Stop } from '../../core/base/event.ts'
import { createRateLimit } from '../../core/base/rate-limit.ts'
import { TICK } from '../../core/protocol/heartbeat.ts'
import { Close, type Pressed } from '../../core/protocol/messages.ts'
import {
  decodeRemote,
  encodeRemote,
  REMOTE_LIMIT,
  REMOTE_PROTOCOL,
  STALE,
  type RemoteAction,
  type RemoteMessage,
  type RemoteView,
  type StageMessage,
} from '../../core/protocol/remote-messages.ts'
import type { TimerAction } from '../../core/talk/timer.ts'
import { defined } from '../../core/base/defined.ts'
import { createSocketServer, type Greeting, type Peer } from '../web/websocket/socket-server.ts'
import type { Routes } from '../web/http/routes.ts'
import { createPin, type Guess } from './pin.ts'
import { createPairedPhones, PHONE_LIMIT, type Paired } from './paired-phones.ts'
import type { Entropy, Secret } from '../base/secret.ts'
import { createWeb } from '../web/http/server.ts'

/** What a phone may know of the stage and ask of it: there is nothing else that it can reach. */
export interface RemoteStage {
  view(): RemoteView
  onChange(hear: () => void): Stop
  /** Asks the window that has control. `answer` hears exactly once. */
  press(action: RemoteAction, seen: string, answer: (pressed: Pressed) => void): void
  timer(action: TimerAction): void
}

/** What happens here, for the presenter's terminal. */
export type RemoteNews =
  | { readonly type: 'joined' | 'left'; readonly remote: number; readonly address: string }
  | { readonly type: 'wrong'; readonly address: string; readonly left: number }
  | { readonly type: 'locked'; readonly address: string; readonly wait: Ms }

export interface RemoteOptions {
  readonly clock: Clock
  readonly entropy: Entropy
  readonly stage: RemoteStage
  /** `createRemoteManifest(built)`. */
  routes(): Routes
  /** Names in a phone's address bar; loopback's own where absent. */
  readonly hosts?: readonly string[]
  onNews?(news: RemoteNews): void
  readonly onError?: (error: unknown) => void
}

export interface Remote {
  /** Not yet listening; a port of its own, and the only one that the venue's network reaches. */
  readonly server: Server
  pin(): string
  /** Another PIN; phones that are in stay in. */
  renew(): void
  /** Every phone is put out and needs the new PIN. */
  off(): void
  /** How many phones are connected. */
  size(): number
  close: Stop
}

/** A phone has one socket; a neighbour who opens many must not take all the places for new ones. */
const EACH = 8
/** Messages of one phone that move something: at once, and in a second after that. */
const BURST = 10
const PER_SECOND = 5

interface Guest {
  readonly paired: Paired
  readonly token?: Secret
}

/** The phones' listener: its port, its page and its sockets are not those of the stage. */
export function createRemote(options: RemoteOptions): Remote {
  const { clock, stage } = options
  const pin = createPin(clock, options.entropy)
  const remotes = createPairedPhones<Peer>(clock, options.entropy)
  const tell = (news: RemoteNews) => options.onNews?.(news)
  /** When each beat was sent, the newest last. A press that names an older one is stale. */
  const beats: Ms[] = [clock.now()]
  let beat = 0

  function greet(text: string, address: string): Greeting<Guest> {
    const message = decodeRemote(text)
    if (message?.type !== 'hello')
      return refuse(Close.BadMessage, 'The first message must be a hello.')
    if (message.protocol !== REMOTE_PROTOCOL)
      return refuse(Close.Version, 'This page is of another version; reload it.')
    const known = message.token === undefined ? null : remotes.find(message.token)
    if (known) {
      known.address = address
      return { ok: true, guest: { paired: known } }
    }
    if (message.pin === undefined)
      return refuse(Close.Unauthorised, 'Type the PIN that the laptop shows.')
    const guess = pin.guess(message.pin)
    if (!guess.ok) {
      if (guess.why === 'wrong') tell({ type: 'wrong', address, left: guess.left })
      else if (guess.why === 'locked') tell({ type: 'locked', address, wait: guess.wait })
      return refuse(Close.Unauthorised, why(guess))
    }
    const guest = remotes.pair(address)
    return guest
      ? { ok: true, guest }
      : refuse(
          Close.Unauthorised,
          `${PHONE_LIMIT} remotes are connected already; there is no more room.`,
        )
  }

  function welcome(peer: Peer, { paired, token }: Guest): void {
    const { number } = paired
    remotes.connect(paired, peer)?.close(Close.Gone, 'This remote was opened in another tab.')
    const send = (message: StageMessage) => peer.send(encodeRemote(message))
    send({
      type: 'welcome',
      remote: number,
      beat,
      view: stage.view(),
      ...defined({ token: token?.reveal() }),
    })
    tell({ type: 'joined', remote: number, address: paired.address })
    /** One press at a time, so that no phone can drown the stage in them. */
    let asking = false
    /** What all windows and phones are told of. */
    const may = createRateLimit(clock, BURST, PER_SECOND)

    function press({ id, action, seen, beat: last }: RemoteMessage & { type: 'press' }): void {
      const answer = (pressed: Pressed) => send({ type: 'pressed', id, ...pressed })
      if (asking || !may()) return answer({ done: false, why: 'one press at a time' })
      const sent = beats[beats.length - 1 - (beat - last)]
      if (sent === undefined || clock.now() - sent > STALE)
        return answer({ done: false, why: 'that press came too late' })
      asking = true
      stage.press(action, seen, (pressed) => {
        asking = false
        answer(pressed)
      })
    }

    peer.onText((text) => {
      const message = decodeRemote(text)
      switch (message?.type) {
        case 'press':
          return press(message)
        case 'timer':
          return may() ? stage.timer(message.action) : undefined
        case 'tick':
          return send({ type: 'tick', beat })
        case 'hello':
        case undefined:
          return peer.close(Close.BadMessage, 'A remote presses, and nothing else.')
        default:
          return message satisfies never
      }
    })
    peer.onBinary(() => peer.close(Close.BadMessage, 'A remote presses, and nothing else.'))
    peer.onClose(() => {
      if (remotes.disconnect(paired, peer))
        tell({ type: 'left', remote: number, address: paired.address })
    })
  }

  const sockets = createSocketServer<Guest>({
    clock,
    greet,
    onConnection: welcome,
    limit: REMOTE_LIMIT,
    each: EACH,
  })
  const server = createWeb({
    routes: () => options.routes(),
    upgrade: (...upgrade) => sockets.upgrade(...upgrade),
    ...defined({ hosts: options.hosts, onError: options.onError }),
  })

  const toAll = (message: StageMessage) => {
    const text = encodeRemote(message)
    for (const { line } of remotes.lines()) line.send(text)
  }
  const stopHearing = stage.onChange(() => {
    if (remotes.lines().length > 0) toAll({ type: 'view', view: stage.view() })
  })
  let stopTicking: Stop = () => {}
  const tick = () => {
    beat += 1
    beats.push(clock.now())
    if (clock.now() - (beats[0] ?? 0) > 2 * STALE) beats.shift()
    toAll({ type: 'tick', beat })
    stopTicking = clock.wake(clock.now() + TICK, tick)
  }
  stopTicking = clock.wake(clock.now() + TICK, tick)

  return {
    server,
    pin: () => pin.current(),
    renew: () => pin.renew(),
    off() {
      pin.renew()
      for (const peer of remotes.forget())
        peer.close(Close.Unauthorised, 'The presenter has put the remotes out.')
    },
    size: () => remotes.lines().length,
    close() {
      stopTicking()
      stopHearing()
      sockets.close()
      server.close()
    },
  }
}

const refuse = (code: number, reason: string) => ({ ok: false, code, why: reason }) as const

/** For whoever typed a PIN; a close reason has room for 123 bytes (RFC 6455 §5.5). */
function why(guess: Guess & { ok: false }): string {
  if (guess.why === 'wrong')
    return `That is not the PIN. ${guess.left === 1 ? 'One try is' : `${guess.left} tries are`} left.`
  const seconds = Math.ceil(guess.wait / 1_000)
  const wait = seconds < 120 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`
  return guess.why === 'early'
    ? `Too soon after a wrong PIN; try again in ${wait}.`
    : `Too many wrong PINs: closed for ${wait}. Enter, where cuecast runs, makes a new PIN.`
}
