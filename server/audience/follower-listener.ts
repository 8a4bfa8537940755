import type { Server } from 'node:http'
import * as v from 'valibot'
import type { Clock } from '../../core/base/clock.ts'
import type { Stop } from '../../core/base/event.ts'
import { TICK } from '../../core/protocol/heartbeat.ts'
import type { Position } from '../../core/protocol/position.ts'
import { Close, encode, PROTOCOL } from '../../core/protocol/messages.ts'
import { defined } from '../../core/base/defined.ts'
import { createSocketServer, type Greeting, type Peer } from '../web/websocket/socket-server.ts'
import { createFanout, type Parcel } from './fanout.ts'
import type { Routes } from '../web/http/routes.ts'
import { createWeb } from '../web/http/server.ts'

/** The messages to followers: where the deck stands, and the output of its terminals. */
export interface Broadcast {
  /** The present state, for a new follower. */
  snapshot(): readonly Parcel[]
  /** Calls back with each later parcel, encoded once. */
  onParcel(hear: (parcel: Parcel) => void): Stop
}

export interface AudienceOptions {
  readonly clock: Clock
  /** The pages of followers: `createRoutes(content, built, 'follower')`. */
  routes(): Routes
  readonly broadcast: Broadcast
  /** Names that a follower's address bar may show; those of loopback where absent. */
  readonly hosts?: readonly string[]
  readonly onRefused?: (line: string) => void
  readonly onError?: (error: unknown) => void
}

export interface Audience {
  /** The server, which does not listen yet. Its port is not that of the stage. */
  readonly server: Server
  size(): number
  close: Stop
}

/**
 * The only two messages of a follower. Neither writes, performs or moves anything, and this module
 * imports nothing that leads to a terminal.
 */
const hello = v.strictObject({ type: v.literal('hello'), protocol: v.number() })
const ack = v.strictObject({
  type: v.literal('ack'),
  channel: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(0xffff)),
  bytes: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(2 ** 40)),
})

/** The listener of followers: its pages, its port and its sockets are not those of the stage. */
export function createAudience(options: AudienceOptions): Audience {
  const { clock, broadcast } = options
  const fanout = createFanout({ clock, snapshot: () => broadcast.snapshot() })

  const welcome = (peer: Peer) => {
    peer.send(WELCOME)
    const leave = fanout.join(peer)
    peer.onClose(leave)
    peer.onText((text) => {
      // An ack changes nothing, because the fan-out goes by the bytes that wait for a follower.
      if (!says(ack, text)) peer.close(Close.BadMessage, 'A follower looks on.')
    })
    peer.onBinary(() => peer.close(Close.BadMessage, 'A follower looks on.'))
  }
  const refusals = defined({ onRefused: options.onRefused })
  const sockets = createSocketServer<null>({ clock, greet, onConnection: welcome, ...refusals })
  const server = createWeb({
    ...refusals,
    routes: () => options.routes(),
    upgrade: (...upgrade) => sockets.upgrade(...upgrade),
    ...defined({ hosts: options.hosts, onError: options.onError }),
  })

  let stopTicking: Stop = () => {}
  const tick = () => {
    fanout.send(TICKING)
    stopTicking = clock.wake(clock.now() + TICK, tick)
  }
  stopTicking = clock.wake(clock.now() + TICK, tick)
  const stopHearing = broadcast.onParcel((parcel) => fanout.send(parcel))
  return {
    server,
    size: () => fanout.size(),
    close() {
      stopTicking()
      stopHearing()
      sockets.close()
      server.close()
    },
  }
}

const TICKING = encode({ type: 'tick' })
const WELCOME = encode({
  type: 'welcome',
  protocol: PROTOCOL,
  role: 'mirror',
  position: null,
  live: {},
})

function greet(text: string): Greeting<null> {
  const message = says(hello, text)
  if (!message) {
    return { ok: false, code: Close.BadMessage, why: 'The first message must be a hello.' }
  }
  return message.protocol === PROTOCOL
    ? { ok: true, guest: null }
    : { ok: false, code: Close.Version, why: 'This page is of another version; reload it.' }
}

function says<T extends v.GenericSchema>(schema: T, text: string): v.InferOutput<T> | null {
  try {
    const result = v.safeParse(schema, JSON.parse(text))
    return result.success ? result.output : null
  } catch {
    return null // This is not JSON, so no message of a follower.
  }
}

/** The part of the hub that followers may know of. */
export interface Moves {
  position(): Position | null
  onMove(hear: (position: Position, change: Position) => void): Stop
}

/** Tells followers only where the deck stands, and no output of its terminals. */
export function broadcastMoves(hub: Moves): Broadcast {
  const parcel = (position: Position) => encode({ type: 'position', position })
  return {
    snapshot() {
      const position = hub.position()
      return position ? [parcel(position)] : []
    },
    onParcel: (hear) => hub.onMove((_, change) => hear(parcel(change))),
  }
}
