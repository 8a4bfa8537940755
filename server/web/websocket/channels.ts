import type { Clock } from '../../../core/base/clock.ts'
import type { PaneId } from '../../../core/demo/model.ts'
import type { Ms, Stop } from '../../../core/base/event.ts'
import type { ServerMessage } from '../../../core/protocol/messages.ts'
import type { Cursor } from '../../terminal/session/reader-cursor.ts'
import type { Peer } from './socket-server.ts'
import { createFrames } from './frame-pool.ts'
import type { Hub } from '../../stage/hub.ts'
import type { Session } from '../../terminal/session/session.ts'
import type { Terminal } from '../../demo/pane-shells.ts'

/** A terminal of a demo whose output can be followed. */
export type Followed = Terminal & Pick<Session, 'follow' | 'onExit'>

/** The presenter's output waits this long at most for more of it to travel with. */
const WINDOW: Ms = 4
/** A mirror is a second window on the same laptop; it may lag by a frame. */
const MIRROR_WINDOW: Ms = 16
/** Bytes that may wait in the socket; no more are put in until some have left. One window of credit. */
const BUFFERED = 256 * 1024
/** How soon to look again whether a full socket has room. */
const AGAIN: Ms = 10
/** A limit on terminals per window; no page shows as many. */
const CHANNELS = 64

/** The terminals that one window follows, by the numbers that it gave them. */
export interface Channels {
  attach(id: number, demo: string, pane: PaneId): void
  detach(id: number): void
  /** The window has parsed so many bytes of it. */
  parsed(id: number, bytes: number): void
  /** Follows every terminal anew, from a snapshot. Call it when control has changed hands. */
  follow(): void
  /** Sends now what was printed, even if the window has not parsed what it was sent before. */
  wake(): void
  stop: Stop
}

interface Channel {
  readonly stop: Stop
  readonly follow: () => void
  cursor: Cursor | null
}

export interface ChannelsOptions {
  readonly hub: Pick<Hub<Followed>, 'onTerminal'>
  readonly clock: Clock
  /** Has this window control? Then the terminal waits for it, and it gets output sooner. */
  readonly steers: () => boolean
}

export function createChannels(
  peer: Peer,
  send: (message: ServerMessage) => void,
  { hub, clock, steers }: ChannelsOptions,
): Channels {
  const channels = new Map<number, Channel>()
  const frames = createFrames()

  function attach(id: number, demo: string, pane: PaneId): void {
    channels.get(id)?.stop()
    if (channels.size >= CHANNELS && !channels.has(id)) {
      return send({ type: 'refused', what: 'attach', why: 'too many terminals' })
    }
    let terminal: Followed | null = null
    let stopExit: Stop = () => {}
    let stopLooking: Stop | null = null
    const channel: Channel = { stop, follow, cursor: null }
    channels.set(id, channel)
    function follow(): void {
      channel.cursor?.stop()
      stopExit()
      if (!terminal) return
      const paces = steers()
      channel.cursor = terminal.follow({
        steers: paces,
        window: paces ? WINDOW : MIRROR_WINDOW,
        reset: (offset, snapshot) => send({ type: 'reset', channel: id, offset, snapshot }),
        deliver(offset, bytes) {
          frames.send(peer, { channel: id, offset, bytes })
        },
        canWrite() {
          if (peer.buffered() < BUFFERED) return true
          // At most one look is planned, however often output comes, because each costs time.
          stopLooking ??= clock.wake(clock.now() + AGAIN, () => {
            stopLooking = null
            channel.cursor?.wake()
          })
          return false
        },
      })
      stopExit = terminal.onExit((status) => send({ type: 'exit', channel: id, status }))
    }
    const stopHearing = hub.onTerminal(demo, pane, (opened) => {
      terminal = opened
      follow()
    })
    function stop(): void {
      stopHearing()
      stopExit()
      stopLooking?.()
      channel.cursor?.stop()
      channels.delete(id)
    }
  }

  return {
    attach,
    detach: (id) => channels.get(id)?.stop(),
    parsed: (id, bytes) => channels.get(id)?.cursor?.parsed(bytes),
    follow: () => channels.forEach((channel) => channel.follow()),
    wake: () => channels.forEach((channel) => channel.cursor?.wake()),
    stop() {
      for (const channel of [...channels.values()]) channel.stop()
    },
  }
}
