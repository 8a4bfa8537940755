import type { Ms } from '../../../core/base/event.ts'
import type { Clock } from '../../../core/base/clock.ts'
import type { Stop } from '../../../core/base/event.ts'
import type { Mark } from '../../../core/terminal/port.ts'
import { markOf } from '../../../core/terminal/shell-integration.ts'

/** Tracks whether the shell is at its prompt, by the marks that it prints around it. */
export interface PromptState {
  ready(): boolean
  /** Call it with what was typed. */
  typed(data: string): void
  /** Call it with what was printed, in its place between the marks. */
  printed(bytes: Uint8Array): void
  /** Call it when the shell has ended. */
  readonly stop: Stop
  /** Takes the fields of a mark of our own. Tells of what is new in it. */
  mark(fields: readonly string[]): void
}

export interface PromptStateOptions {
  readonly clock: Clock
  /** Asks a shell whose line editor reads without that a prompt with marks has been seen. */
  readonly ask: () => void
  readonly tell: (mark: Mark) => void
  /** The time since the session began. */
  readonly at: () => Ms
}

/**
 * How long a prompt may take to be drawn after its line editor begins to read, or before. One write of a
 * few bytes brings both; on a busy machine it may be read in two.
 */
const DRAWN: Ms = 50

/** Keys after which a shell draws a new prompt: Enter, Ctrl-C, Ctrl-D, Ctrl-Z. */
const ENTERS = /[\r\n\x03\x04\x1a]/
const LINE_FEED = 0x0a

export function createPromptState({ clock, ask, tell, at }: PromptStateOptions): PromptState {
  let ready = false
  let first = true
  /** The beginning of the present prompt was seen, and not yet its end. */
  let drawing = false
  /** Something was entered since the last prompt. A prompt that is drawn again has new marks, but no news. */
  let entered = true
  /**
   * The shell has taken what was entered: it went to a new line. Before that, a prompt is the old one,
   * drawn again because the size has changed.
   */
  let taken = true
  /** A command was read since something was entered. */
  let started = false
  /** The prompt has its marks, but the shell no longer writes the status into them (bash's promptvars). */
  let mute = false
  let stopAsking: Stop = () => {}

  function say(mark: Mark | undefined): void {
    if (mark) ready = mark.mark === 'ready'
    if (mark) tell(mark)
  }
  function reached(): void {
    stopAsking()
    drawing = false
    entered = false
    taken = false
    first = false
    started = false
    mute = false
  }
  const isNew = () => entered && taken
  /** The answer of a shell: is it at its prompt, at a continuation prompt, or does a program read? */
  function answered([status = '', prompt = '', next, read]: readonly string[]): void {
    if (!isNew() || ready) return
    // zsh says which it is. bash says which prompts have lost their marks: if it is neither, what reads a
    // line here is a program of the shell, such as `read -e`.
    const zsh = /^[a-z]/.test(prompt)
    const continued = zsh ? prompt === 'cont' : !started && next === '0' && read === '1'
    if (!continued && !mute && (zsh ? prompt !== 'start' : prompt === '1')) return
    if (continued) {
      say(markOf(['P', 'k=s'], at()))
      return reached()
    }
    if (!first) say(markOf(['D', status], at()))
    reached()
    say(markOf(['B'], at()))
  }

  return {
    ready: () => ready,
    typed(data) {
      // The prompt is drawn again and stays the same.
      if (data === '\f') return
      // With half a line after the prompt the shell is no longer ready.
      ready = false
      stopAsking()
      if (ENTERS.test(data)) entered = true
    },
    printed(bytes) {
      if (entered && !taken && bytes.includes(LINE_FEED)) taken = true
    },
    stop() {
      ready = false
      stopAsking()
    },
    mark(fields) {
      const [kind] = fields
      if (kind === 'R') {
        if (!isNew() || ready) return
        stopAsking()
        stopAsking = clock.wake(clock.now() + DRAWN, ask)
      } else if (kind === 'Q') answered(fields.slice(1))
      else if (kind === 'A') drawing = isNew()
      else if (kind === 'B') {
        if (!drawing) return
        if (mute) return ask()
        reached()
        say(markOf(fields, at()))
      } else if (kind === 'P') {
        // fish says it before it goes to the next row.
        const mark = markOf(fields, at())
        if (!mark || !entered) return
        reached()
        say(mark)
      } else if (kind === 'D') {
        if (!isNew() || first) return
        const mark = markOf(fields, at())
        mute = mark === undefined
        say(mark)
      } else if (kind === 'C') {
        stopAsking()
        entered = true
        taken = true
        started = true
        say(markOf(fields, at()))
      }
    },
  }
}
