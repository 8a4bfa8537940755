import type { Action } from '../input/key-bindings.ts'
import type { TerminalAction, TerminalInput } from '../input/typing/terminal-input.ts'
import type { PlaybackSpeed } from '../recording/playback-speed.ts'
import type { Stage } from '../stage/stage.ts'
import type { Appearance } from './appearance.ts'
import type { KeyHelp } from './key-help.ts'
import type { RevealDeck } from './reveal.ts'
import type { Stepping } from './stepping.ts'

/** Milliseconds by which the keys [ and ] move a recording. */
const SEEK = 5_000

export interface ActionTargets {
  readonly deck: RevealDeck
  /** The stage on the slide. */
  readonly current: () => Stage | undefined
  readonly stages: ReadonlyMap<HTMLElement, Stage>
  readonly stepping: Stepping
  readonly appearance: Appearance
  readonly tempo: PlaybackSpeed
  readonly keyHelp: KeyHelp
  readonly terminalInput: Pick<TerminalInput, 'cycle' | 'release'>
  /** Opens the presenter view. */
  readonly openPresenter: () => void
}

/** What each action does that is not an action in a terminal. */
export function createActions(
  targets: ActionTargets,
): Readonly<Record<Exclude<Action, TerminalAction>, () => void>> {
  const { deck, current, stages, stepping, appearance, tempo, keyHelp, terminalInput } = targets
  // In the overview all slides are small, and no stage hears anything.
  const stage = () => (deck.overview ? undefined : current())
  const tellRunner = (type: 'toggle' | 'fallback' | 'rescue') => stage()?.play.send({ type })
  function maximise(): void {
    const shown = stage()
    shown?.maximise(terminalInput.cycle(shown))
  }
  function resize(by: 1 | -1): void {
    appearance.resize(by)
    current()?.fit(appearance.zoom)
  }
  return {
    next: stepping.next,
    back: stepping.back,
    toggle: () => tellRunner('toggle'),
    fallback: () => tellRunner('fallback'),
    rescue: () => tellRunner('rescue'),
    skip() {
      const shown = stage()
      if (shown?.unskippable === null) shown.skip()
    },
    maximise,
    faster: () => tempo.faster(),
    slower: () => tempo.slower(),
    rewind: () => stage()?.seekBy(-SEEK),
    forward: () => stage()?.seekBy(SEEK),
    larger: () => resize(1),
    smaller: () => resize(-1),
    presenter: targets.openPresenter,
    theme() {
      appearance.flip()
      for (const each of stages.values()) each.theme(appearance.theme)
    },
    overview: () => deck.toggleOverview(),
    black: () => deck.toggleBlack(),
    sheet() {
      // Any key closes the sheet of keys, and none of them may reach a shell below it.
      terminalInput.release()
      keyHelp.toggle()
    },
    close() {
      if (keyHelp.open) keyHelp.toggle(false)
      else deck.toggleOverview(false)
    },
    left: () => deck.move('left'),
    right: () => deck.move('right'),
    up: () => deck.move('up'),
    down: () => deck.move('down'),
    first: () => deck.move('first'),
    last: () => deck.move('last'),
  }
}
