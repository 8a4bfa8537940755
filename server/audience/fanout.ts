import type { Clock } from '../../core/base/clock.ts'
import type { Ms, Stop } from '../../core/base/event.ts'

/** A message to followers, encoded once for all of them. */
export type Parcel = string | Uint8Array

/** The part of a peer that the fan-out needs. */
export interface Listener {
  send(text: string): void
  sendBinary(bytes: Uint8Array): void
  buffered(): number
}

export interface FanoutOptions {
  readonly clock: Clock
  /** All that a new follower needs. Called at every join, and when a follower has caught up again. */
  snapshot(): readonly Parcel[]
}

export interface Fanout {
  /** Sends the snapshot, and everything after it until stopped. */
  join(listener: Listener): Stop
  /** Sends the parcel to every follower that keeps up. A slow follower does not slow the others. */
  send(parcel: Parcel): void
  size(): number
  /** Listeners that are waiting for their snapshot. */
  behind(): number
}

/**
 * Bytes that may wait for one follower. Without this limit, fifty followers that stopped reading cost
 * 569 MB; with it, a thousand cost 256 MB at worst.
 */
export const QUEUE_LIMIT = 256 * 1024

/** A follower has caught up once only so many bytes wait: they fit into a packet or two. */
const CAUGHT_UP = 4 * 1024

/** How often to look which followers have caught up. */
const LOOK_EVERY: Ms = 250
/** A follower gets at most one snapshot in this time, because each costs work. */
export const SNAPSHOT_EVERY: Ms = 1_000

interface Place {
  readonly listener: Listener
  behind: boolean
  /** When its last snapshot was sent. */
  since: Ms
}

/**
 * One sender, many listeners. A follower that falls behind gets nothing more until its queue has
 * drained, and then a fresh snapshot: it misses what happened meanwhile, but shows the present state.
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

/** For a text its UTF-16 units, which is near enough for a limit and costs nothing. */
function sizeOf(parcel: Parcel): number {
  return parcel.length
}
