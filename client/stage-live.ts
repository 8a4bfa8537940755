import type { Clock } from '../core/clock.ts'
import { against } from '../core/health.ts'
import type { DeckHealth } from '../core/health.ts'
import type { Connection, Welcome } from './wire.ts'
import { createLive } from './live.ts'
import type { Live } from './play.ts'

/** Without a server for this long the deck begins as a replay. */
const PATIENCE = 3_000
type Known = Pick<Welcome, 'live' | 'position'>

/** What the server says first; nothing, where it refuses or does not answer. */
export function welcomeOf(connection: Connection, clock: Clock): Promise<Known> {
  return new Promise((resolve) => {
    const nothing: Known = { live: {}, position: null }
    connection.onWelcome(resolve)
    connection.onStatus(({ at }) => {
      if (at === 'refused') resolve(nothing)
    })
    clock.wake(clock.now() + PATIENCE, () => resolve(nothing))
  })
}

/** How one demo reaches its terminals. `first` is what the server said of each demo. */
export function liveOf(connection: Connection, demo: string, first: Welcome['live']): Live {
  let known = first[demo]
  connection.onWelcome(({ live }) => {
    known = live[demo]
  })
  connection.onLive((live) => {
    known = live[demo]
  })
  let health: DeckHealth | null = null
  connection.onHealth((found) => {
    if (found.demos.some((one) => one.demo === demo)) health = found
  })
  connection.onWelcome(() => (health = null))
  // What was found before an approval, or before a script was saved, is about another demo.
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
