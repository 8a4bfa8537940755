import '../styles/present.css'
import '../styles/presenter.css'
import '../styles/presenter-controls.css'
import { against, type DeckHealth } from '../../core/health/health.ts'
import type { Next, Position } from '../../core/protocol/position.ts'
import type { PressAction } from '../../core/protocol/messages.ts'
import { GUARD } from '../../core/runner/runner.ts'
import { clock } from '../base/clock.ts'
import { pageInfo } from '../base/page-data.ts'
import { askForCues } from '../presenter/cue-sheet.ts'
import { createButtons } from '../presenter/buttons.ts'
import { createClock } from '../presenter/talk-clock.ts'
import { createFrame } from '../presenter/frame.ts'
import { createLate } from '../presenter/late-countdown.ts'
import { createNotes } from '../presenter/notes.ts'
import { createPhones } from '../presenter/phones.ts'
import { createPreview } from '../presenter/preview.ts'
import { createSteps } from '../presenter/next-step.ts'
import { scriptOf } from '../presenter/talk.ts'
import { tokenOf } from '../connection/credentials.ts'
import { openWindow } from '../window/open-window.ts'
import type { Connection } from '../connection/types.ts'

/**
 * The presenter view: what the room sees, and what only the presenter sees. It runs nothing by itself:
 * while another window has control, a key or a button here asks that window.
 */
const { deck } = pageInfo()
const frame = createFrame()

let last: Position | null = null
let health: DeckHealth | null = null
let asking = { action: '', at: -Infinity }
function ask(connection: Connection, action: PressAction): void {
  const now = clock.now()
  // A bounce of a clicker asks for nothing, and says nothing about a stage that has moved on.
  if (action === asking.action && now - asking.at < GUARD) return
  asking = { action, at: now }
  if (!last) return frame.tell('no window of this deck is open', true)
  void connection.press(action, last.place).then((pressed) => {
    if (!pressed.done) frame.tell(`not done: ${pressed.why}`, true)
  })
}

const { connection, plays, controller, from } = await openWindow({ as: 'mirror', ask })
last = from
// The cue sheet asks for the token, which this window has once its socket was let in.
const { sheet, refused } = await askForCues(deck)
const talk = scriptOf(sheet, plays)
const late = createLate(plays, sheet, clock)
const notes = createNotes(frame.notes)
const preview = createPreview(frame.preview, plays)
const steps = createSteps(frame, plays, sheet)
const time = createClock(frame, talk, (action) => connection.timer(action), clock)
const buttons = createButtons(frame.keys, (action) =>
  action === 'take'
    ? connection.take()
    : action === 'give'
      ? connection.give()
      : steer()
        ? (controller.press(action), update())
        : ask(connection, action),
)

/** Whether this window has control itself. */
function steer(): boolean {
  return connection.status().role === 'presenter'
}
/** The step that *skip* would go past: the one that failed and is held, or the next one. */
function skippedBy(demo: string | null, next: Next): string | null {
  const play = demo === null ? undefined : plays.get(demo)
  if (play?.state.at === 'held') return play.script.steps[play.state.step]?.id ?? null
  return next.kind === 'step' ? next.step : null
}
function update(): void {
  const mine = steer()
  const next = mine || !last ? controller.next : last.next
  const slide = talk.slideOf(controller.deck.where())
  late.look()
  notes.show(slide)
  preview.show(slide)
  time.show(slide)
  const here = controller.demo
  const bad = (demo: string, step: string) => (health ? against(health, demo, step) : null)
  const saving = time.saving()
  const skips = skippedBy(here, next)
  const saves = saving.some(({ demo, step }) => demo === here && step === skips)
  steps.show({ next, demo: here, coming: talk.coming(slide), bad, late, saving })
  buttons.show({ next, mine, held: connection.status().held, demo: here !== null, skips, saves })
  frame.status(connection.status(), mine)
}

connection.onPosition((position) => {
  if (position.deck === deck) last = position
  update()
})
connection.onStatus(update)
connection.onWelcome(({ position }) => {
  // The window was let in only now: after a reload it has a token, and may read the cue sheet.
  if (refused && tokenOf() !== null && tokenOf() !== refused.token) location.reload()
  if (position?.deck === deck) last = position
  update()
})
connection.onHealth((found) => {
  if (found.deck === deck) health = found
  update()
})
connection.onTimer((timer) => time.hear(timer))
connection.onRemote(createPhones(frame.bar))
controller.watch(update)
for (const play of plays.values()) play.watch(update)
/** Countdowns and clocks show whole seconds; updated twice a second, none is late by more than half. */
setInterval(update, 500)
update()
