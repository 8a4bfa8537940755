import type { Position } from '../../core/protocol/position.ts'
import type { PressAction } from '../../core/protocol/messages.ts'
import { createDeckDemos, demosOn, nearestOf } from '../demo/deck-demos.ts'
import { clock } from '../base/clock.ts'
import type { Control } from '../input/control.ts'
import { createMirror } from './mirror.ts'
import { pageInfo } from '../base/page-data.ts'
import { createPlaybackSpeed } from '../recording/playback-speed.ts'
import type { Play } from '../demo/play.ts'
import { reloadOnChange } from './reload-on-save.ts'
import { startController, type Controller } from '../deck/controller.ts'
import { openSlides } from '../deck/slides.ts'
import { connect } from '../connection/connect.ts'
import { liveOf, welcomeOf } from '../demo/live-state.ts'
import { createTrustPage } from '../trust/approval-page.ts'
import type { Connection } from '../connection/types.ts'
import { own } from '../../core/base/own.ts'

/** When the recordings of other slides begin to be asked for, in ms after the first is shown. */
const AHEAD = 100

const BLOCKED =
  'this browser has refused the window: allow windows for this page and press S, or open it here'

/** A window of the stage: the deck, its demos and the wire. */
export interface Opened {
  readonly deck: string
  readonly connection: Connection
  readonly plays: ReadonlyMap<string, Play>
  readonly controller: Controller
  /** Where the stage was when this window was opened. */
  readonly from: Position | null
}

export interface WindowOptions {
  /** `mirror`: it leaves an empty stage to others. */
  readonly as?: 'mirror'
  /** Where another window has control: what becomes of a press here. */
  ask?(connection: Connection, action: PressAction): void
}

/** Live where the server can, and the recordings are here before they are needed. */
export async function openWindow(options: WindowOptions = {}): Promise<Opened> {
  const { as } = options
  const info = pageInfo()
  const { deck, demos, words = [] } = info
  // What has to travel is on its way while the slides are laid out, which takes the page longer.
  const connection = connect(as)
  // Without the ticket, which names no slide; and before the slides, which write the address.
  const { hash } = location
  const welcome = welcomeOf(connection, clock)
  // What is saved while the page starts is not in it.
  reloadOnChange(connection, info, clock)
  const tempo = createPlaybackSpeed()
  const deckDemos = createDeckDemos(demos, words, clock, tempo)
  const { recordings } = deckDemos
  connection.onStatus(({ at }) => {
    if (at === 'lost') recordings.lost()
    // Whoever refuses this window is there all the same, and gives recordings to anybody.
    if (at === 'refused') recordings.found()
  })
  const [slides] = await Promise.all([openSlides(), deckDemos.others, welcome.come])
  const { root, deck: reveal } = slides
  // The terminals that are seen first are whole when they are seen.
  await Promise.all(demosOn(reveal.current()).flatMap((name) => recordings.need(name) ?? []))
  // From here on nothing is waited for: what the server says next finds everybody listening.
  const { live, position } = welcome.known()
  const plays = deckDemos.open((name) => liveOf(connection, name, live))
  let showChange = (): void => {}
  // What is not approved is asked for where the deck is, and not beside it.
  const trust =
    as === undefined
      ? createTrustPage(connection, demos, live, {
          changed: () => showChange(),
          // As by the key L: whoever approves a demo wants it live.
          approved: (name) => plays.get(name)?.send({ type: 'use', kind: 'live' }),
        })
      : null
  const control: Control = {
    barred() {
      const { role, held } = connection.status()
      if (role !== 'mirror') return null
      return `${held ? 'another' : 'no'} window has control of the stage`
    },
    take: () => connection.take(),
    press: (action) => options.ask?.(connection, action),
    covered: () => trust?.open ?? false,
    asking: () => trust?.waiting ?? 0,
    ask: () => trust?.show(true),
    // Opened by a window that has the token, it has it too (sessionStorage is copied).
    ...(as === undefined && {
      presenter() {
        const opened = open(`/decks/${deck}/presenter`, 'cuecast-presenter', 'popup')
        return opened ? null : { why: BLOCKED, address: `/decks/${deck}/presenter` }
      },
    }),
    notice() {
      const { at, why } = connection.status()
      if (at === 'lost')
        return `${why ?? ''}; the recordings go on. If it stays away, start it and open its new link`
      return at === 'open' ? '' : (why ?? '')
    },
  }
  const here = position?.deck === deck ? position : null
  for (const [name, play] of plays) {
    const standing = own(here?.demos, name)
    if (standing) play.adopt(standing, control.barred() === null)
  }
  // The address says which slide; a window without one opens where the stage is.
  const addressed = hash !== '' && control.barred() === null
  const controller = startController(slides, plays, clock, tempo, control)
  // The address does not tell how far a slide with a name of its own has come; the stage does.
  const at = controller.deck.where()
  if (here && (!addressed || (at.h === here.h && at.v === here.v))) controller.deck.show(here)
  showChange = () => controller.update()
  trust?.show()
  createMirror({ connection, deck, plays, controller, from: here })
  connection.onWelcome(() => recordings.found())
  // What is seen now is drawn before anything else is asked for.
  clock.wake(clock.now() + AHEAD, () => recordings.fill(nearestOf(root, () => reveal.current())))
  return { deck, connection, plays, controller, from: here }
}
