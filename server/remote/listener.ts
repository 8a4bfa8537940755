import type { Server } from 'node:http'
import type { Clock } from '../../core/base/clock.ts'
import { defined } from '../../core/base/defined.ts'
import type { Ms, Stop } from '../../core/base/event.ts'
import { Close } from '../../core/protocol/messages.ts'
import {
  encodeRemote,
  REMOTE_LIMIT,
  type StageMessage,
} from '../../core/protocol/remote-messages.ts'
import { createSocketServer, type Peer } from '../web/websocket/socket-server.ts'
import type { Routes } from '../web/http/routes.ts'
import { startBeats } from './beats.ts'
import { createPhoneGreeting, type PhoneGuest } from './greet-phone.ts'
import { createPin, type Guess } from './pin.ts'
import { createPairedPhones } from './paired-phones.ts'
import { servePhone, type RemoteStage } from './phone-socket.ts'
import type { Entropy } from '../base/secret.ts'
import { createWeb } from '../web/http/server.ts'

/** What the presenter's terminal tells of the phones. */
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
  /** Names that a phone's address bar may show; those of loopback where absent. */
  readonly hosts?: readonly string[]
  onNews?(news: RemoteNews): void
  readonly onError?: (error: unknown) => void
}

export interface Remote {
  /** Not yet listening. Its port is the only one that can be reached from the venue's network. */
  readonly server: Server
  pin(): string
  /** Makes a new PIN; paired phones stay paired. */
  renew(): void
  /** Disconnects every phone and makes a new PIN, which all of them need then. */
  off(): void
  /** How many phones are connected. */
  size(): number
  close: Stop
}

/** A phone has one socket. A stranger who opens many must not keep other phones out. */
const EACH = 8

/** The phones' listener: its port, its page and its sockets are not those of the stage. */
export function createRemote(options: RemoteOptions): Remote {
  const { clock, stage } = options
  const pin = createPin(clock, options.entropy)
  const phones = createPairedPhones<Peer>(clock, options.entropy)
  const tell = (news: RemoteNews) => options.onNews?.(news)
  const toAll = (message: StageMessage) => {
    const text = encodeRemote(message)
    for (const { line } of phones.lines()) line.send(text)
  }
  const beats = startBeats(clock, (beat) => toAll({ type: 'tick', beat }))

  function welcome(peer: Peer, { paired, token }: PhoneGuest): void {
    const { number } = paired
    phones.connect(paired, peer)?.close(Close.Gone, 'This remote was opened in another tab.')
    const send = (message: StageMessage) => peer.send(encodeRemote(message))
    send({
      type: 'welcome',
      remote: number,
      beat: beats.current(),
      view: stage.view(),
      ...defined({ token: token?.reveal() }),
    })
    tell({ type: 'joined', remote: number, address: paired.address })
    servePhone(peer, send, { stage, beats, clock })
    peer.onClose(() => {
      if (phones.disconnect(paired, peer))
        tell({ type: 'left', remote: number, address: paired.address })
    })
  }

  const sockets = createSocketServer<PhoneGuest>({
    clock,
    greet: createPhoneGreeting(pin, phones, (guess, address) => {
      const news = newsOf(guess, address)
      if (news) tell(news)
    }),
    onConnection: welcome,
    limit: REMOTE_LIMIT,
    each: EACH,
  })
  const server = createWeb({
    routes: () => options.routes(),
    upgrade: (...upgrade) => sockets.upgrade(...upgrade),
    ...defined({ hosts: options.hosts, onError: options.onError }),
  })
  const stopHearing = stage.onChange(() => {
    if (phones.lines().length > 0) toAll({ type: 'view', view: stage.view() })
  })

  return {
    server,
    pin: () => pin.current(),
    renew: () => pin.renew(),
    off() {
      pin.renew()
      for (const peer of phones.forget())
        peer.close(Close.Unauthorised, 'The presenter has put the remotes out.')
    },
    size: () => phones.lines().length,
    close() {
      beats.stop()
      stopHearing()
      sockets.close()
      server.close()
    },
  }
}

/** Null for a guess that came too early: the presenter has heard of the wrong one before it. */
function newsOf(guess: Guess & { ok: false }, address: string): RemoteNews | null {
  if (guess.why === 'wrong') return { type: 'wrong', address, left: guess.left }
  return guess.why === 'locked' ? { type: 'locked', address, wait: guess.wait } : null
}
