import './styles/present.css'
import type { DemoBundle } from '../core/bundle.ts'
import { createChunks } from './chunks.ts'
import { clock } from './clock.ts'
import { follow } from './follow.ts'
import { pageInfo } from './page.ts'
import { createTempo } from './pace.ts'
import { createPlay } from './play.ts'
import { replaysOf } from './replays.ts'
import { startShell } from './shell.ts'
import { openSlides } from './slides.ts'
import { connect } from './socket.ts'
import { liveOf, welcomeOf } from './stage-live.ts'
import { createTrustPage } from './trust.ts'

/** The page on stage: live where the server can, and the recordings are here before it is needed. */
const { deck, demos } = pageInfo()
// Opening the slides writes the address.
const { hash } = location
const opening = openSlides()
const connection = connect()
const welcome = welcomeOf(connection, clock)

/** None for a demo that nobody wrote: its own stage says so, and the rest of the deck goes on. */
async function bundleOf(name: string): Promise<[string, DemoBundle][]> {
  const answer = await fetch(`/demos/${encodeURIComponent(name)}.json`)
  return answer.ok ? [[name, (await answer.json()) as DemoBundle]] : []
}

/** A server that does not answer is given up, or a step would wait for it for ever. */
const LATE = 5_000
async function fetchChunk(address: string): Promise<ArrayBuffer> {
  const answer = await fetch(address, { signal: AbortSignal.timeout(LATE) })
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`)
  return answer.arrayBuffer()
}

const bundles = (await Promise.all(demos.map(bundleOf))).flat()
const { live, position } = await welcome
const tempo = createTempo()
const plays = new Map(
  bundles.map(([name, bundle]) => {
    const chunks = createChunks(bundle.take, fetchChunk, clock)
    return [
      name,
      createPlay({
        bundle,
        replays: replaysOf(bundle, clock, tempo, chunks),
        ahead: chunks.ahead,
        live: liveOf(connection, name, live),
        mode: 'live',
      }),
    ]
  }),
)
let showChange = (): void => {}
const trust = createTrustPage(connection, demos, live, {
  changed: () => showChange(),
  // As by the key L: whoever approves a demo wants it live.
  approved: (name) => plays.get(name)?.send({ type: 'use', kind: 'live' }),
})
const control = {
  barred: () =>
    connection.status().role === 'mirror' ? 'another window has control of the stage' : null,
  take: () => connection.take(),
  notice() {
    const { at, why } = connection.status()
    if (at === 'lost')
      return `${why ?? ''}; the recordings go on. If it stays away, start it and open its new link`
    return at === 'open' ? '' : (why ?? '')
  },
  covered: () => trust.open,
  asking: () => trust.waiting,
  ask: () => trust.show(true),
}
const here = position?.deck === deck ? position : null
for (const [name, play] of plays) {
  const standing = here?.demos[name]
  if (standing) play.adopt(standing, control.barred() === null)
}
// The address says which slide; a window without one opens where the stage is.
const addressed = hash !== '' && control.barred() === null
const shell = startShell(await opening, plays, clock, tempo, control)
if (here && !addressed) shell.deck.show(here)
showChange = () => shell.update()
trust.show()
follow({ connection, deck, plays, shell, from: here })
