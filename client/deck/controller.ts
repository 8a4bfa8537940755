import type { Clock } from '../../core/base/clock.ts'
import { createEmitter } from '../../core/base/emitter.ts'
import type { Stop } from '../../core/base/event.ts'
import type { Next } from '../../core/protocol/position.ts'
import type { PressAction, Pressed } from '../../core/protocol/messages.ts'
import { createActions } from './actions.ts'
import { announceEnds } from './screen-reader.ts'
import { createToolbar } from './toolbar.ts'
import { FREE, HARMLESS, isPress, type Control } from '../input/control.ts'
import { startFlagMaps } from './flag-map.ts'
import { createTerminalInput } from '../input/typing/terminal-input.ts'
import { listen, RELEASE, type Action } from '../input/key-bindings.ts'
import { createAppearance } from './appearance.ts'
import type { Play } from '../demo/play.ts'
import type { RevealDeck } from './reveal.ts'
import type { PlaybackSpeed } from '../recording/playback-speed.ts'
import { createKeyHelp } from './key-help.ts'
import { refusal } from './press-refusal.ts'
import type { Slides } from './slides.ts'
import { createStepping } from './stepping.ts'
import { onSwipe } from '../input/swipe.ts'
import type { Stage } from '../stage/stage.ts'
import { createStages } from '../stage/stages.ts'
import { createTypingGuard } from '../input/typing/guard.ts'

/** A page with slides, as its other parts and the other windows see it. */
export interface Controller {
  readonly deck: Pick<RevealDeck, 'where' | 'show'>
  /** What *next* would do. */
  readonly next: Next
  /** The demo on the slide. */
  readonly demo: string | null
  /** How many presses this page has acted on. */
  readonly presses: number
  /** Acts on a press from elsewhere as if its key had been pressed here. */
  press(action: PressAction): Pressed
  /** Shows what has changed outside: the connection, the role. */
  update(): void
  /** Tells of every change of place and every press. */
  watch(tell: () => void): Stop
  stop: Stop
}

const COVERED = 'the window with control has something to answer first'

/** Joins the parts of a page with slides: its stages, its keys and its buttons. */
export function startController(
  { root, deck }: Slides,
  plays: ReadonlyMap<string, Play>,
  clock: Clock,
  tempo: PlaybackSpeed,
  control: Control = FREE,
): Controller {
  const appearance = createAppearance()
  const changes = createEmitter()
  let presses = 0
  /** What the last key or click came to, where no runner says it. */
  let said = ''
  let shown: Stage | undefined

  const allowed = () => control.barred() === null
  const stages = createStages(root, plays, {
    theme: appearance.theme,
    release: releaseWords(),
    allowed,
    follow: (url) => terminalInput.follow(url),
    zoom: () => appearance.zoom,
  })
  const current = () => stages.get(deck.current())
  const stepping = createStepping(deck, current, clock)
  const toolbar = createToolbar((action) => {
    if (action === 'take') control.take()
    else if (action === 'ask') control.ask()
    else act(action)
  })
  document.body.append(toolbar.element)
  const keyHelp = createKeyHelp(document.body)
  const typing = createTypingGuard(clock, tell)
  const terminalInput = createTerminalInput({
    root: document.body,
    act,
    current,
    barred: () => control.barred(),
    tell,
    refuse: typing.refuse,
    left: typing.left,
  })
  const actions = createActions({
    deck,
    current,
    stages,
    stepping,
    appearance,
    tempo,
    keyHelp,
    terminalInput,
    openPresenter: () => (said = toolbar.offer(control.presenter?.() ?? null)),
  })

  function tell(words: string): void {
    said = words
    update()
  }
  function showStage(stage: Stage | undefined): void {
    if (stage === shown) return
    said = ''
    terminalInput.release()
    shown?.maximise(null)
    shown?.hide()
    shown = stage
    stage?.show()
  }
  function update(): void {
    const stage = deck.overview ? undefined : current()
    terminalInput.update()
    showStage(stage)
    const barred = control.barred()
    const words = [control.notice(), said, tempo.words(), stage?.play.state.notice ?? '']
    toolbar.update({
      number: deck.number,
      total: deck.total,
      progress: deck.progress,
      next: stage?.left ? 'step' : deck.coming,
      notice: barred ?? words.find((one) => one !== '') ?? '',
      barred: barred !== null,
      asking: barred === null ? control.asking() : 0,
    })
    document.body.dataset['stage'] = String(stage !== undefined)
  }
  function press(action: PressAction): Pressed {
    const at = { next: stepping.coming(), stage: current(), bounced: stepping.bounces() }
    const why = control.barred() ?? (control.covered() ? COVERED : refusal(action, at))
    if (why !== null) return { done: false, why }
    act(action)
    return { done: true }
  }
  function act(action: Action): void {
    // What lies over the deck has its own keys.
    if (control.covered()) return
    // A window that looks on follows the one that has control, and performs nothing.
    const barred = control.barred()
    if (barred !== null && !HARMLESS.has(action)) {
      if (action === 'capture') return typing.refuse(barred)
      if (isPress(action)) control.press?.(action)
      return
    }
    // The author has seen the deck's problems by now, and the room need not.
    document.querySelector('body > .problems:not([data-watched])')?.remove()
    said = ''
    if (action === 'release' || action === 'close') typing.left()
    if (isPress(action)) presses += 1
    if (terminalInput.act(action)) return update()
    actions[action]()
    update()
    changes.emit()
  }

  const place = () => ({
    ...terminalInput.place,
    overview: deck.overview,
    sheet: keyHelp.open,
    covered: control.covered(),
  })
  const stops = [
    deck.watch(update),
    listen(place, typing.lost, act),
    terminalInput.stop,
    onSwipe(root, act),
    startFlagMaps(root, deck, allowed),
    ...[...new Set(plays.values())].flatMap((play) => [
      play.watch(update),
      announceEnds(play, toolbar.announce),
    ]),
  ]
  update()
  document.documentElement.dataset['ready'] = 'true'
  return {
    deck,
    get next() {
      return stepping.coming()
    },
    get demo() {
      return current()?.play.bundle.demo.name ?? null
    },
    get presses() {
      return presses
    },
    press,
    update,
    watch(hear) {
      const watching = [changes.on(hear), deck.watch(hear)]
      return () => watching.forEach((stop) => stop())
    },
    stop() {
      for (const stop of stops) stop()
      shown?.hide()
    },
  }
}

/** A laptop without a mouse has a keyboard all the same, so the key is always named. */
function releaseWords(): string {
  const touch = matchMedia('(hover: none)').matches
  return touch ? `${RELEASE} or a tap beside it` : RELEASE
}
