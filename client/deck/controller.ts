import type { Clock } from '../../core/base/clock.ts'
import { GUARD } from '../../core/runner/runner.ts'
import type { Stop } from '../../core/base/event.ts'
import type { Next } from '../../core/protocol/position.ts'
import type { PressAction, Pressed } from '../../core/protocol/messages.ts'
import { announceEnds } from './screen-reader.ts'
import { createToolbar } from './toolbar.ts'
import { FREE, HARMLESS, isPress, type Control } from '../input/control.ts'
import { startFlagMaps } from './flag-map.ts'
import { createTerminalInput } from '../input/terminal-input.ts'
import { listen, RELEASE, type Action } from '../input/key-bindings.ts'
import { createAppearance } from './appearance.ts'
import type { Play } from '../demo/play.ts'
import type { Deck } from './reveal.ts'
import type { PlaybackSpeed } from '../recording/playback-speed.ts'
import { createKeyHelp } from './key-help.ts'
import { refusal } from './press-refusal.ts'
import type { Slides } from './slides.ts'
import { onSwipe } from '../input/swipe.ts'
import type { Stage } from '../stage/stage.ts'
import { createStages } from '../stage/stages.ts'
import { createTypingGuard } from '../input/typing-guard.ts'

/** What the keys [ and ] move a recording by, in ms. */
const SEEK = 5_000

export interface Controller {
  readonly deck: Pick<Deck, 'where' | 'show'>
  /** What *next* would do. */
  readonly next: Next
  /** The demo on the slide. */
  readonly demo: string | null
  /** How many presses this page has acted on. */
  readonly presses: number
  /** A press from elsewhere: as if its key had been pressed here. */
  press(action: PressAction): Pressed
  /** Shows what has changed outside: the connection, the role. */
  update(): void
  /** Tells of every change of place and every press. */
  watch(tell: () => void): Stop
  stop: Stop
}

/** A page with slides: the stages on them, keys and buttons. */
export function startController(
  { root, deck }: Slides,
  plays: ReadonlyMap<string, Play>,
  clock: Clock,
  tempo: PlaybackSpeed,
  control: Control = FREE,
): Controller {
  const page = document.documentElement
  const looks = createAppearance()
  const watchers = new Set<() => void>()
  /** When *next* was last pressed and not ignored as a bounce. */
  let pressed = -Infinity
  let presses = 0

  // A laptop without a mouse has a keyboard all the same: the key is always named.
  const release = `${RELEASE}${matchMedia('(hover: none)').matches ? ' or a tap beside it' : ''}`

  const allowed = () => control.barred() === null
  const follow = (url: string) => hand.follow(url)
  const look = { theme: looks.theme, release, allowed, follow, zoom: () => looks.zoom }
  const stages = createStages(root, plays, look)
  const chrome = createToolbar((action) => {
    if (action === 'take') control.take()
    else if (action === 'ask') control.ask()
    else act(action)
  })
  document.body.append(chrome.element)
  const sheet = createKeyHelp(document.body)
  /** What the last key or click came to, where no runner says it. */
  let said = ''
  function tell(words: string): void {
    said = words
    update()
  }
  const typing = createTypingGuard(clock, tell)
  const hand = createTerminalInput({
    ...{ root: document.body, act, current: () => current() },
    barred: () => control.barred(),
    ...{ tell, refuse: typing.refuse, left: typing.left },
  })
  let shown: Stage | undefined

  function current(): Stage | undefined {
    return stages.get(deck.current())
  }

  function update(): void {
    const stage = deck.overview ? undefined : current()
    hand.update()
    if (stage !== shown) {
      said = ''
      hand.release()
      shown?.maximise(null)
      shown?.hide()
      shown = stage
      stage?.show()
    }
    const next = stage?.left ? 'step' : deck.coming
    const { number, total, progress } = deck
    const barred = control.barred()
    const told = [control.notice(), said, tempo.words(), stage?.play.state.notice ?? '']
    const notice = barred ?? told.find((words) => words !== '') ?? ''
    const asking = barred === null ? control.asking() : 0
    chrome.update({ number, total, progress, next, notice, barred: barred !== null, asking })
    document.body.dataset['stage'] = String(stage !== undefined)
  }

  function coming(): Next {
    if (deck.overview) return { kind: 'slide' }
    return current()?.coming ?? { kind: deck.coming }
  }

  const bounces = () => clock.now() - pressed < GUARD
  function next(): void {
    const stage = current()
    // The second press of a bouncing clicker neither runs a step nor leaves the slide it ran on. It
    // does not count itself, or a hand that goes on pressing would never start anything.
    if (stage && bounces()) return
    pressed = clock.now()
    if (stage?.left) stage.next(pressed)
    else deck.next()
  }

  function back(): void {
    const stage = current()
    if (stage?.behind) stage.play.send({ type: 'back' })
    else deck.prev()
  }

  function press(action: PressAction): Pressed {
    const stage = current()
    const bounced = stage !== undefined && bounces()
    const covered = control.covered()
      ? 'the window with control has something to answer first'
      : null
    const why = control.barred() ?? covered ?? refusal(action, { next: coming(), stage, bounced })
    if (why !== null) return { done: false, why }
    act(action)
    return { done: true }
  }

  function act(action: Action): void {
    // A window that looks on follows the one that has control, and performs nothing.
    if (control.covered()) return
    const barred = control.barred()
    if (barred !== null && !HARMLESS.has(action)) {
      if (action === 'capture') return typing.refuse(barred)
      if (isPress(action)) control.press?.(action)
      return
    }
    // The author has seen them; the room need not.
    document.querySelector('body > .problems:not([data-watched])')?.remove()
    const stage = deck.overview ? undefined : current()
    said = ''
    if (action === 'release' || action === 'close') typing.left()
    if (isPress(action)) presses += 1
    if (hand.act(action)) return update()
    switch (action) {
      case 'next':
        if (deck.overview) deck.move('right')
        else next()
        break
      case 'back':
        if (deck.overview) deck.move('left')
        else back()
        break
      case 'toggle':
      case 'fallback':
      case 'rescue':
        stage?.play.send({ type: action })
        break
      case 'skip':
        if (stage?.unskippable === null) stage.skip()
        break
      case 'maximise':
        stage?.maximise(hand.cycle(stage))
        break
      case 'faster':
      case 'slower':
        tempo[action]()
        break
      case 'rewind':
      case 'forward':
        stage?.seekBy(action === 'rewind' ? -SEEK : SEEK)
        break
      case 'larger':
      case 'smaller':
        looks.resize(action === 'larger' ? 1 : -1)
        current()?.fit(looks.zoom)
        break
      case 'presenter':
        said = chrome.offer(control.presenter?.() ?? null)
        break
      case 'theme':
        looks.flip()
        for (const each of stages.values()) each.theme(looks.theme)
        break
      case 'overview':
        deck.toggleOverview()
        break
      case 'black':
        deck.toggleBlack()
        break
      case 'sheet':
        // Any key closes it, and none of them may reach a shell below it.
        hand.release()
        sheet.toggle()
        break
      case 'close':
        if (sheet.open) sheet.toggle(false)
        else deck.toggleOverview(false)
        break
      case 'left':
      case 'right':
      case 'up':
      case 'down':
      case 'first':
      case 'last':
        deck.move(action)
        break
      default:
        action satisfies never
    }
    update()
    watchers.forEach((tell) => tell())
  }

  const stops = [
    deck.watch(update),
    listen(
      () => ({
        ...{ ...hand.place, overview: deck.overview, sheet: sheet.open },
        covered: control.covered(),
      }),
      typing.lost,
      act,
    ),
    hand.stop,
    onSwipe(root, act),
    startFlagMaps(root, deck, allowed),
    ...[...new Set(plays.values())].flatMap((play) => [
      play.watch(update),
      announceEnds(play, chrome.announce),
    ]),
  ]
  update()
  page.dataset['ready'] = 'true'
  return {
    deck,
    get next() {
      return coming()
    },
    get demo() {
      return current()?.play.bundle.demo.name ?? null
    },
    get presses() {
      return presses
    },
    press,
    update,
    watch(tell) {
      watchers.add(tell)
      const stop = deck.watch(tell)
      return () => {
        watchers.delete(tell)
        stop()
      }
    },
    stop() {
      for (const stop of stops) stop()
      shown?.hide()
    },
  }
}
