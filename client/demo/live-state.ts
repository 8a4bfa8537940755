import type { Clock } from '../../core/base/clock.ts'
import { against } from '../../core/health/health.ts'
import type { DeckHealth } from '../../core/health/health.ts'
import type { Connection, Welcome } from '../connection/types.ts'
import { createLive, type Live } from './live-driver.ts'
import { own } from '../../core/base/own.ts'

/** Milliseconds without a server after which the deck begins as a replay. */
const PATIENCE = 3_000
type Known = Pick<Welcome, 'live' | 'position' | 'saves'>

/**
 * Keeps what the server says at first and since. On a busy machine a page may have given up waiting for
 * the welcome, and still be starting when it comes.
 */
export function welcomeOf(connection: Connection, clock: Clock) {
  let known: Known = { live: {}, position: null }
  const come = new Promise<void>((resolve) => {
    connection.onWelcome((welcome) => {
      known = welcome
      resolve()
    })
    connection.onStatus(({ at }) => {
      if (at === 'refused') resolve()
    })
    clock.wake(clock.now() + PATIENCE, resolve)
  })
  connection.onLive((live) => (known = { ...known, live }))
  connection.onPosition((position) => (known = { ...known, position }))
  return {
    /** Resolves when the welcome has come, is refused, or does not come in time. */
    come,
    known: () => known,
  }
}

/** How one demo reaches its terminals. `first` is what the server said of each demo. */
export function liveOf(connection: Connection, demo: string, first: Welcome['live']): Live {
  let known = own(first, demo)
  connection.onWelcome(({ live }) => {
    known = own(live, demo)
  })
  connection.onLive((live) => {
    known = own(live, demo)
  })
  let health: DeckHealth | null = null
  connection.onHealth((found) => {
    if (found.demos.some((one) => one.demo === demo)) health = found
  })
  connection.onWelcome(() => (health = null))
  // After an approval or a change of its script, what was found before is about another demo.
  connection.onLive(() => (health = null))
  return {
    against: (step) => health && against(health, demo, step),
    can() {
      const { at, why } = connection.status()
      if (at !== 'open') return { ok: false, why: why ?? 'there is no server' }
      return known ?? { ok: false, why: 'the server does not know this demo' }
    },
    driver: (pane) => createLive(connection, demo, pane),
    resume: (intent, pane, tell) => connection.resume(intent, pane, tell),
    rejoin: (step) => connection.rejoin(demo, step),
    open: (pane) => connection.openShell(demo, pane),
    rescue: () => connection.rescue(demo),
  }
}
