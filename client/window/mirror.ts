import type { Position } from '../../core/protocol/position.ts'
import type { Connection } from '../connection/types.ts'
import type { Play } from '../demo/play.ts'
import type { Controller } from '../deck/controller.ts'
import { own } from '../../core/base/own.ts'
import { createPublisher } from './publisher.ts'

interface Following {
  readonly connection: Connection
  readonly deck: string
  readonly plays: ReadonlyMap<string, Play>
  readonly controller: Controller
  /** Where the stage was when this page was loaded, if that is known. */
  readonly from: Position | null
}

/**
 * Keeps the windows of one stage together: the one in control tells where it is, and the others show it.
 * When the server is lost the runners are told, and their recordings take over.
 */
export function createMirror({ connection, deck, plays, controller, from }: Following): void {
  let last = from
  let role = connection.status().role
  /** Whether the server has said where the stage is. Until then this page publishes nothing. */
  let met = connection.status().at === 'open'
  let open = met

  const publisher = createPublisher({ connection, deck, plays, controller })
  function say(): void {
    const { at, role } = connection.status()
    if (at === 'open' && role === 'presenter' && met) publisher.publish(last)
  }
  function show(to: Position): void {
    if (to.deck !== deck || connection.status().role !== 'mirror') return
    const before = last
    last = to
    adopt(false, before)
    controller.deck.show(to)
  }

  /**
   * Takes over the states of the demos. With `before`, only of those that have changed since then, and of
   * the demo on the slide, which may have moved when its slide was shown here.
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
      publisher.changed(name)
      say()
    })
  controller.watch(say)
  connection.onPosition(show)
  connection.onPress(({ action, seen }) => {
    // Whoever pressed saw another state of the stage, and did not mean what the press would do now.
    if (seen !== publisher.place()) return { done: false, why: 'the stage has moved on' }
    return controller.press(action)
  })
  /** Joins the stage late, if the server spoke after this page had begun and nothing was pressed yet. */
  function join(to: Position): void {
    if (to.deck !== deck || connection.status().role !== 'presenter' || controller.presses > 0)
      return
    last = to
    adopt(true)
    controller.deck.show(to)
  }
  connection.onWelcome(({ position: to }) => {
    publisher.forget()
    if (to) show(to)
    if (to && !met) join(to)
    met = true
    // All listeners have been told by now which demos can be live.
    if (!open) for (const play of plays.values()) play.send({ type: 'online' })
    open = true
    say()
  })
  connection.onStatus((status) => {
    const { at } = status
    if (open && at !== 'open') for (const play of plays.values()) play.send({ type: 'offline' })
    if (at !== 'open') open = false
    // What runs when this window takes control is joined, and not started again.
    if (role === 'mirror' && status.role === 'presenter') {
      publisher.forget()
      adopt(true)
    }
    role = status.role ?? role
    controller.update()
    say()
  })
  say()
}
