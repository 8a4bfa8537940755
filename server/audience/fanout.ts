import type { Clock } from '../../core/base/clock.ts'
import type { Ms, Stop } from '../../core/base/event.ts'

/** What travels to followers, encoded once for all of them. */
export type Parcel = string | Uint8Array

/** The part of a peer that a crowd needs. */
export interface Listener {
  send(text: string): void
  sendBinary(bytes: Uint8Array): void
  buffered(): number
}

export interface FanoutOptions {
  readonly clock: Clock
  /** All that somebody needs who has seen nothing: called at every join and after every fall. */
  snapshot(): readonly Parcel[]
}

export interface Fanout {
  /** Sends the snapshot, and everything after it until stopped. */
  join(listener: Listener): Stop
  /** The same parcel to everybody who keeps up. Nobody slows anybody down. */
  send(parcel: Parcel): void
  size(): number
  /** Listeners that are waiting for their snapshot. */
  behind(): number
}

/**
 * What may wait for one follower. Fifty that stopped reading cost 569 MB without a cap (§0.9);
 * with it a thousand cost 256 MB at the very worst.
 */
export const QUEUE_LIMIT = 256 * 1024

/** A follower has caught up once this little waits: the rest fits into a packet or two. */
const CAUGHT_UP = 4 * 1024

/** How often those behind are looked at, and how often one may ask for a snapshot's work. */
const LOOK_EVERY: Ms = 250
export const SNAPSHOT_EVERY: Ms = 1_000

interface Place {
  readonly listener: Listener
  behind: boolean
  /** When its last snapshot was sent. */
  since: Ms
}

/**
 * One sender, many listeners. Whoever falls behind gets nothing more, and a fresh snapshot once
 * their queue has drained: what they miss is history, never the present.
 */
export function createFanout(options: FanoutOptions): Fanout {
  const { clock } = options
  const places = new Set<Place>()
  let stopLooking: Stop | undefined

  const give = ({ listener }: Place, parcel: Parcel) => {
    if (typeof parcel === 'string') listener.send(parcel)
    else listener.sendBinary(parcel)
  }
  const refresh = (place: Place) => {
    place.behind = false
    place.since = clock.now()
    for (const parcel of options.snapshot()) give(place, parcel)
  }
  const look = () => {
    stopLooking = undefined
    for (const place of places) {
      const drained = place.listener.buffered() <= CAUGHT_UP
      if (place.behind && drained && clock.now() - place.since >= SNAPSHOT_EVERY) refresh(place)
    }
    keepLooking()
  }
  const keepLooking = () => {
    if (stopLooking || ![...places].some((place) => place.behind)) return
    stopLooking = clock.wake(clock.now() + LOOK_EVERY, look)
  }

  return {
    join(listener) {
      const place = { listener, behind: false, since: clock.now() }
      places.add(place)
      refresh(place)
      return () => {
        places.delete(place)
        if (places.size > 0) return
        stopLooking?.()
        stopLooking = undefined
      }
    },
    send(parcel) {
      for (const place of places) {
        if (!place.behind && place.listener.buffered() + sizeOf(parcel) > QUEUE_LIMIT) {
          place.behind = true
          keepLooking()
        }
        if (!place.behind) give(place, parcel)
      }
    },
    size: () => places.size,
    behind: () => [...places].filter((place) => place.behind).length,
  }
}

/** UTF-16 units for a text: near enough for a cap, and nothing to count. */
function sizeOf(parcel: Parcel): number {
  return parcel.length
}
