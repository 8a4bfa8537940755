import { placeOf } from '../../core/protocol/stage-revision.ts'
import type { Position, Standing } from '../../core/protocol/position.ts'
import { MESSAGE_LIMIT } from '../../core/protocol/messages.ts'
import type { Connection } from '../connection/types.ts'
import type { Play } from '../demo/play.ts'
import type { Controller } from '../deck/controller.ts'
import { savedStateOf } from '../demo/saved-state.ts'
import { own } from '../../core/base/own.ts'

interface Following {
  readonly connection: Connection
  readonly deck: string
  readonly plays: ReadonlyMap<string, Play>
  readonly controller: Controller
  /** Where the stage was when this page was loaded. */
  readonly from: Position | null
}

/**
 * Bytes of standings in one message, above which the next begins: half of what a server takes, so
 * that the rest of it has room, and one demo of many panes.
 */
const PARCEL = MESSAGE_LIMIT / 2
const encoder = new TextEncoder()

/**
 * Keeps the windows of one stage together: the one in control says where it is, the others show it.
 * A server that is lost is told to the runners, whose recordings take over.
 */
export function createMirror({ connection, deck, plays, controller, from }: Following): void {
  let said = ''
  let last = from
  let role = connection.status().role
  /** Has the server said where the stage is? Until then this page does not know it, and says nothing. */
  let met = connection.status().at === 'open'
  let open = met

  /** The demos that may stand elsewhere than this window said last. */
  const changed = new Set(plays.keys())
  /** Where each stands, as it said last. */
  const told = new Map<string, string>()
  /** Says all of it again: whoever hears it next may know of nothing, or of what another said. */
  function forget(): void {
    said = ''
    told.clear()
    for (const name of plays.keys()) changed.add(name)
  }
  /** Where those stand that do stand elsewhere: one message each. Without any, a message of none. */
  function parcels(): Position['demos'][] {
    const all: [string, Standing][][] = [[]]
    let size = 0
    for (const name of changed) {
      const play = plays.get(name)
      if (!play) continue
      const { state, script } = play
      const step = script.steps[state.step]?.id ?? ''
      // A performance that began in another life of this page is known by what was said of it. One of
      // another step is none: this one may wait for its recording, and was not asked for yet.
      const before = own(last?.demos, name)
      const known = before?.step === state.step ? before.panes : undefined
      const standing = savedStateOf(
        state,
        (pane) => connection.intent(name, pane, step) ?? own(known, pane)?.intent,
      )
      const text = JSON.stringify(standing)
      if (told.get(name) === text) continue
      told.set(name, text)
      const { length } = encoder.encode(text)
      if (size > 0 && size + length > PARCEL) {
        all.push([])
        size = 0
      }
      all.at(-1)?.push([name, standing])
      size += length
    }
    changed.clear()
    return all.map((one) => Object.fromEntries(one))
  }
  function place(): string {
    const { demo, presses } = controller
    const standing = demo === null ? undefined : plays.get(demo)?.state
    const on = demo !== null && standing ? { demo, standing } : null
    return placeOf({ deck, ...controller.deck.where() }, on, presses)
  }
  function say(): void {
    const { at, role } = connection.status()
    if (at !== 'open' || role !== 'presenter' || !met) return
    const where = { deck, ...controller.deck.where(), next: controller.next, place: place() }
    const text = JSON.stringify(where)
    const all = parcels()
    if (text === said && all.every((demos) => Object.keys(demos).length === 0)) return
    said = text
    for (const demos of all) connection.publish({ ...where, demos })
  }
  function show(to: Position): void {
    if (to.deck !== deck || connection.status().role !== 'mirror') return
    const before = last
    last = to
    adopt(false, before)
    controller.deck.show(to)
  }

  /**
   * Takes over where the demos stand. With `before`, of those alone that stand elsewhere than there,
   * and of the one that is on, which may have gone elsewhere when its slide was shown here.
   */
  function adopt(control: boolean, before: Position | null = null): void {
    const here = controller.demo
    for (const [name, play] of plays) {
      const standing = own(last?.demos, name)
      const known = standing === own(before?.demos, name) && name !== here
      if (standing && !known) play.adopt(standing, control)
    }
  }

  for (const [name, play] of plays)
    play.watch(() => {
      changed.add(name)
      say()
    })
  controller.watch(say)
  connection.onPosition(show)
  connection.onPress(({ action, seen }) => {
    // Somebody saw another place than this one: what was meant there is not done here.
    if (seen !== place()) return { done: false, why: 'the stage has moved on' }
    return controller.press(action)
  })
  /** A page that began before its server spoke is still where it began: it joins the stage now. */
  function join(to: Position): void {
    if (to.deck !== deck || connection.status().role !== 'presenter' || controller.presses > 0)
      return
    last = to
    adopt(true)
    controller.deck.show(to)
  }
  connection.onWelcome(({ position: to }) => {
    forget()
    if (to) show(to)
    if (to && !met) join(to)
    met = true
    // By now all who ask what can be live have been told.
    if (!open) for (const play of plays.values()) play.send({ type: 'online' })
    open = true
    say()
  })
  connection.onStatus((status) => {
    const { at } = status
    if (open && at !== 'open') for (const play of plays.values()) play.send({ type: 'offline' })
    if (at !== 'open') open = false
    // What runs when this window takes control is joined, and not begun again.
    if (role === 'mirror' && status.role === 'presenter') {
      forget()
      adopt(true)
    }
    role = status.role ?? role
    controller.update()
    say()
  })
  say()
}
