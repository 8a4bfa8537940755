import type { PaneId } from '../core/demo.ts'
import { placeOf } from '../core/place.ts'
import type { Position } from '../core/position.ts'
import type { Connection } from './wire.ts'
import type { Play } from './play.ts'
import type { Shell } from './shell.ts'
import { standingOf } from './standing.ts'
import { own } from '../core/own.ts'

interface Following {
  readonly connection: Connection
  readonly deck: string
  readonly plays: ReadonlyMap<string, Play>
  readonly shell: Shell
  /** Where the stage was when this page was loaded. */
  readonly from: Position | null
}

/**
 * Keeps the windows of one stage together: the one in control says where it is, the others show it.
 * A server that is lost is told to the runners, whose recordings take over.
 */
export function follow({ connection, deck, plays, shell, from }: Following): void {
  let said = ''
  let last = from
  let role = connection.status().role
  /** Has the server said where the stage is? Until then this page does not know it, and says nothing. */
  let met = connection.status().at === 'open'
  let open = met

  function position(): Position {
    const demos = [...plays].map(([name, { state, script }]) => {
      const step = script.steps[state.step]?.id ?? ''
      // A performance that began in another life of this page is known by what was said of it. One of
      // another step is none: this one may wait for its recording, and was not asked for yet.
      const before = own(last?.demos, name)
      const told = before?.step === state.step ? before.panes : undefined
      const intent = (pane: PaneId) =>
        connection.intent(name, pane, step) ?? own(told, pane)?.intent
      return [name, standingOf(state, intent)] as const
    })
    const where = { deck, ...shell.deck.where() }
    const standings = Object.fromEntries(demos) as Position['demos']
    return { ...where, demos: standings, next: shell.next, place: place() }
  }
  function place(): string {
    const { demo, presses } = shell
    const standing = demo === null ? undefined : plays.get(demo)?.state
    const on = demo !== null && standing ? { demo, standing } : null
    return placeOf({ deck, ...shell.deck.where() }, on, presses)
  }
  function say(): void {
    const { at, role } = connection.status()
    if (at !== 'open' || role !== 'presenter' || !met) return
    const now = position()
    const text = JSON.stringify(now)
    if (text === said) return
    said = text
    connection.publish(now)
  }
  function show(to: Position): void {
    if (to.deck !== deck || connection.status().role !== 'mirror') return
    last = to
    adopt(false)
    shell.deck.show(to)
  }

  function adopt(control: boolean): void {
    for (const [name, play] of plays) {
      const standing = own(last?.demos, name)
      if (standing) play.adopt(standing, control)
    }
  }

  for (const play of plays.values()) play.watch(say)
  shell.watch(say)
  connection.onPosition(show)
  connection.onPress(({ action, seen }) => {
    // Somebody saw another place than this one: what was meant there is not done here.
    if (seen !== place()) return { done: false, why: 'the stage has moved on' }
    return shell.press(action)
  })
  /** A page that began before its server spoke is still where it began: it joins the stage now. */
  function join(to: Position): void {
    if (to.deck !== deck || connection.status().role !== 'presenter' || shell.presses > 0) return
    last = to
    adopt(true)
    shell.deck.show(to)
  }
  connection.onWelcome(({ position: to }) => {
    said = ''
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
    if (role === 'mirror' && status.role === 'presenter') adopt(true)
    role = status.role ?? role
    shell.update()
    say()
  })
  say()
}
