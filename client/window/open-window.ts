import { hasBegun, type Position } from '../../core/protocol/position.ts'
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

/** Milliseconds after the first slide at which the recordings of other slides are asked for. */
const AHEAD = 100

const BLOCKED =
  'this browser has refused the window: allow windows for this page and press S, or open it here'

/** A window of the stage: the deck, its demos and the connection. */
export interface Opened {
  readonly deck: string
  readonly connection: Connection
  readonly plays: ReadonlyMap<string, Play>
  readonly controller: Controller
  /** Where the stage was when this window was opened. */
  readonly from: Position | null
}

export interface WindowOptions {
  /** `mirror`: this window looks on, and leaves an empty stage to others. */
  readonly as?: 'mirror'
  /** What becomes of a press here while another window has control. */
  ask?(connection: Connection, action: PressAction): void
}

/** Opens a window of the deck: demos are live if the server can, and recordings come before they are needed. */
export async function openWindow(options: WindowOptions = {}): Promise<Opened> {
  const { as } = options
  const info = pageInfo()
  const { deck, demos, words = [] } = info
  // The connection and the recordings travel while the slides are laid out, which takes longer.
  const connection = connect(as)
  // Read after the ticket was taken out of it, and before the slides write it.
  const { hash } = location
  const welcome = welcomeOf(connection, clock)
  // What is saved while the page starts is not in the page, so this listens from the beginning.
  reloadOnChange(connection, info, clock)
  const tempo = createPlaybackSpeed()
  const deckDemos = createDeckDemos(demos, words, clock, tempo)
  const { recordings } = deckDemos
  connection.onStatus(({ at }) => {
    if (at === 'lost') recordings.lost()
    // A server that refuses this window is there all the same, and gives recordings to anybody.
    if (at === 'refused') recordings.found()
  })
  const [slides] = await Promise.all([openSlides(), deckDemos.others, welcome.come])
  const { root, deck: reveal } = slides
  // The first slide is shown with its terminals complete.
  await Promise.all(demosOn(reveal.current()).flatMap((name) => recordings.need(name) ?? []))
  // From here on nothing waits, so that all listeners are there before the server says more.
  const { live, position } = welcome.known()
  const plays = deckDemos.open((name) => liveOf(connection, name, live))
  let opened: Controller | null = null
  // The window of the deck asks for approvals, and the presenter view does not.
  const trust =
    as === undefined
      ? createTrustPage(connection, demos, live, {
          begun() {
            const { position: now, saves = 0 } = welcome.known()
            // Files are saved only under `--watch`: its author is on no stage, and sees what has changed.
            if (saves > 0) return false
            return (opened?.presses ?? 0) > 0 || (now?.deck === deck && hasBegun(now))
          },
          changed: () => opened?.update(),
          // Whoever approves a demo wants it live, as after the key L.
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
    // The view has the token too, because a window that is opened gets a copy of sessionStorage.
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
  // The address names the slide; a window without one opens where the stage is.
  const addressed = hash !== '' && control.barred() === null
  const controller = startController(slides, plays, clock, tempo, control)
  // The address does not tell which fragment of a named slide is shown; the stage does.
  const at = controller.deck.where()
  if (here && (!addressed || (at.h === here.h && at.v === here.v))) controller.deck.show(here)
  opened = controller
  trust?.show()
  createMirror({ connection, deck, plays, controller, from: here })
  connection.onWelcome(() => recordings.found())
  // The first slide is drawn before anything else is asked for.
  clock.wake(clock.now() + AHEAD, () => recordings.fill(nearestOf(root, () => reveal.current())))
  return { deck, connection, plays, controller, from: here }
}
