import type { Clock } from '../core/clock.ts'
import { GUARD } from '../core/runner.ts'
import type { Stop } from '../core/event.ts'
import { announceEnds } from './announce.ts'
import { createCapture } from './capture.ts'
import { createChrome } from './chrome.ts'
import { startFlagMaps } from './flagmap.ts'
import { loadFonts } from './fonts.ts'
import { listen, RELEASE, type Action } from './keys.ts'
import { make } from './make.ts'
import type { ThemeName } from './palette.ts'
import type { Play } from './play.ts'
import { createDeck, type Deck } from './reveal.ts'
import type { Tempo } from './pace.ts'
import { createSheet } from './sheet.ts'
import { markKinds } from './slide.ts'
import { onSwipe } from './swipe.ts'
import { createStage, type Stage } from './stage.ts'

/** Steps of text size, in the order of the keys − and +. */
const ZOOMS = [0.75, 0.85, 1, 1.15, 1.3, 1.5, 1.75, 2] as const

/** What the keys [ and ] move a recording by, in ms. */
const SEEK = 5_000

/** What any window may do. */
const HARMLESS: ReadonlySet<Action> = new Set([
  ...(['larger', 'smaller', 'faster', 'slower', 'theme', 'sheet', 'close', 'maximise'] as const),
])

/** Who may perform: in an exported page anybody, on stage the window that has control. */
export interface Control {
  /** Null, or why this window only looks on. */
  barred(): string | null
  /** Asks for control. */
  take(): void
  /** What the presenter should know of the server; empty when all is well. */
  notice(): string
}

export interface Shell {
  readonly deck: Pick<Deck, 'where' | 'show'>
  /** Shows what has changed outside: the connection, the role. */
  update(): void
  /** Tells of every change of place. */
  readonly watch: (tell: () => void) => Stop
  stop: Stop
}

const NOBODY = 'There is no such demo here.'
const FREE: Control = { barred: () => null, take() {}, notice: () => '' }

/** A page with slides: Reveal, the stages on them, keys and buttons. */
export async function startShell(
  plays: ReadonlyMap<string, Play>,
  clock: Clock,
  tempo: Tempo,
  control: Control = FREE,
): Promise<Shell> {
  const page = document.documentElement
  const root = document.querySelector<HTMLElement>('.reveal')
  if (!root) throw new Error('invariant: the page has no .reveal')
  let theme: ThemeName = page.dataset['theme'] === 'light' ? 'light' : 'dark'
  let zoom = ZOOMS.indexOf(1)
  let pressed = -Infinity

  const release = matchMedia('(hover: none)').matches ? 'a tap beside it' : RELEASE

  markKinds(root)
  const stages = new Map<HTMLElement, Stage>()
  for (const host of root.querySelectorAll<HTMLElement>('.stage')) {
    const play = plays.get(host.dataset['demo'] ?? '')
    const slide = host.closest('section')
    const problems = play ? (play.bundle.take ? [] : (play.bundle.problems ?? [])) : [NOBODY]
    if (problems.length > 0) host.append(make('pre', 'stage-problems', problems.join('\n\n')))
    if (!play || !slide || stages.has(slide) || problems.length > 0) continue
    const allowed = () => control.barred() === null
    const look = { theme, release, allowed, zoom: () => ZOOMS[zoom] ?? 1 }
    stages.set(slide, createStage(host, play, look))
  }
  const chrome = createChrome((action) => (action === 'take' ? control.take() : act(action)))
  document.body.append(chrome.element)
  const sheet = createSheet(document.body)
  // Terminals are measured with their font, so it has to be there before the first is opened.
  await loadFonts()
  const deck = await createDeck(root)
  /** What the last key or click came to, where no runner says it. */
  let said = ''
  const capture = createCapture(
    () => current(),
    (words) => {
      said = words
      update()
    },
  )
  let shown: Stage | undefined

  function current(): Stage | undefined {
    return stages.get(deck.current())
  }

  function update(): void {
    const stage = deck.overview ? undefined : current()
    if (stage !== shown) {
      said = ''
      capture.release()
      shown?.maximise(null)
      shown?.hide()
      shown = stage
      stage?.show()
    }
    const last = deck.progress === 1
    const next = stage?.left ? 'step' : last ? 'end' : 'slide'
    const { number, total, progress } = deck
    const barred = control.barred()
    const told = [control.notice(), said, tempo.words(), stage?.play.state.notice ?? '']
    const notice = barred ?? told.find((words) => words !== '') ?? ''
    chrome.update({ number, total, progress, next, notice, barred: barred !== null })
    document.body.dataset['stage'] = String(stage !== undefined)
  }

  function next(): void {
    const stage = current()
    const now = clock.now()
    const bounced = now - pressed < GUARD
    pressed = now
    // The second press of a bouncing clicker neither runs a step nor leaves the slide it ran on.
    if (stage && bounced) return
    if (stage?.left) stage.next(now)
    else deck.next()
  }

  function back(): void {
    const stage = current()
    if (stage?.behind) stage.play.send({ type: 'back' })
    else deck.prev()
  }

  function setZoom(by: number): void {
    zoom = Math.min(ZOOMS.length - 1, Math.max(0, zoom + by))
    page.style.setProperty('--zoom', String(ZOOMS[zoom]))
    current()?.fit(ZOOMS[zoom] ?? 1)
  }

  function setTheme(name: ThemeName): void {
    theme = name
    page.dataset['theme'] = name
    for (const stage of stages.values()) stage.theme(name)
  }

  function act(action: Action): void {
    // A window that looks on follows the one that has control, and performs nothing.
    if (control.barred() !== null && !HARMLESS.has(action)) return
    // The author has seen them; the room need not.
    document.querySelector('body > .problems')?.remove()
    const stage = deck.overview ? undefined : current()
    said = ''
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
      case 'capture':
        if (stage) capture.toggle(stage)
        break
      case 'release':
        capture.release()
        break
      case 'maximise':
        stage?.maximise(capture.cycle(stage))
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
        setZoom(action === 'larger' ? 1 : -1)
        break
      case 'theme':
        setTheme(theme === 'dark' ? 'light' : 'dark')
        break
      case 'overview':
        deck.toggleOverview()
        break
      case 'black':
        deck.toggleBlack()
        break
      case 'sheet':
        // Any key closes it, and none of them may reach a shell below it.
        capture.release()
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
  }

  const stops = [
    deck.watch(update),
    listen(
      () => ({ captured: capture.pane !== null, overview: deck.overview, sheet: sheet.open }),
      act,
    ),
    capture.stop,
    onSwipe(root, act),
    startFlagMaps(root, deck, () => control.barred() === null),
    ...[...new Set(plays.values())].flatMap((play) => [
      play.watch(update),
      announceEnds(play, chrome.announce),
    ]),
  ]
  update()
  page.dataset['ready'] = 'true'
  return {
    deck,
    update,
    watch: deck.watch,
    stop() {
      for (const stop of stops) stop()
      shown?.hide()
    },
  }
}
