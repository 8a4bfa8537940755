import type { Random } from '../base/clock.ts'
import type { Cue, Part, Pattern, WaitFor } from '../demo/model.ts'
import type { Phase } from '../playback/driver.ts'
import type { Outcome } from '../demo/outcome.ts'
import type { Ms } from '../base/event.ts'
import { drawnSince, type ScreenText } from '../terminal/drawn.ts'
import { NO_TEXT, addOutput, textOf, type PlainText } from '../terminal/plain-text.ts'
import type { PerformState } from './state.ts'
import { commandOutput, countIn, early, overdue, tooLong, verdict } from './verdict.ts'
import type { SearchResult } from '../demo/pattern-search.ts'

/** What happens to a performance. Each input brings its time as `now`. */
export type PerformInput =
  | { readonly type: 'start'; readonly now: Ms }
  | { readonly type: 'wake'; readonly now: Ms }
  | { readonly type: 'output'; readonly now: Ms; readonly text: string }
  | { readonly type: 'ready' | 'continued'; readonly now: Ms }
  | { readonly type: 'started'; readonly now: Ms; readonly screen: ScreenText }
  | {
      readonly type: 'finished'
      readonly now: Ms
      readonly status: number
      readonly screen: ScreenText
    }
  /** Answers `look`. */
  | { readonly type: 'looked'; readonly now: Ms; readonly screen: ScreenText }
  | { readonly type: 'ended'; readonly now: Ms }
  /** Answers the last `search`. */
  | { readonly type: 'searched'; readonly now: Ms; readonly found: SearchResult }
  | { readonly type: 'hurry'; readonly now: Ms }
  | { readonly type: 'cancel'; readonly now: Ms }

export type PerformEffect =
  | { readonly type: 'write'; readonly data: string }
  | { readonly type: 'key'; readonly key: string }
  /** Asks for the screen as it is before what follows. */
  | { readonly type: 'look' }
  | { readonly type: 'wake'; readonly at: Ms }
  | { readonly type: 'phase'; readonly phase: Phase }
  | { readonly type: 'typed'; readonly at: Ms }
  /**
   * Looks in each of the texts, and in what has been drawn on the screen `since`. One at a time: the
   * next comes after `searched`.
   */
  | ({ readonly type: 'search' } & Sought)
  | { readonly type: 'done'; readonly outcome: Outcome }

interface Sought {
  readonly pattern: Pattern
  readonly texts: readonly string[]
  /** Null: the screen is not looked at. */
  readonly since: ScreenText | null
}

/** Text kept for matching: more than any screen, far less than a flood (100 MB of `cat`). */
const HEARD_LIMIT = 256 * 1024

/**
 * Takes one input; returns the next state and what to do. After the state is `over`, inputs change
 * nothing.
 */
export function performStep(
  part: Part,
  before: PerformState,
  input: PerformInput,
  random: Random,
): [PerformState, PerformEffect[]] {
  if (before.phase === 'over') return [before, []]
  const effects: PerformEffect[] = []
  let state = absorb(before, input)
  if (input.type === 'start') {
    state = look({ ...state, due: dueAt(part, 0, input.now) }, effects)
  }
  if (input.type === 'cancel') return end(state, effects, { ok: false, why: 'cancelled' })
  if (input.type === 'ended')
    return end(state, effects, { ok: false, why: 'ended', detail: 'the shell has ended' })
  return go(part, state, effects, input.now, random)
}

/** Records the input in the state. `go` then makes the decisions. */
function absorb(state: PerformState, input: PerformInput): PerformState {
  switch (input.type) {
    case 'start':
      return { ...state, due: input.now, since: input.now, entered: input.now, ended: input.now }
    case 'output': {
      const told = { ...state, heard: add(state.heard, input.text), unread: true }
      if (state.listening !== 'yes') return told
      const output = add(state.output, input.text)
      return { ...told, output, lineEnds: state.lineEnds + countIn(input.text, '\n') }
    }
    case 'started':
      // What was printed so far is the command line itself, which a pattern must not be found in.
      return {
        ...state,
        ...{ listening: 'yes', atShell: false, echoing: false },
        ...{ heard: NO_TEXT, before: input.screen, line: null, unread: true },
        earlier: { output: state.output, lineEnds: state.lineEnds },
      }
    case 'finished': {
      const listening = state.listening === 'never' ? 'never' : 'no'
      const drawn = [...state.drawn, ...drawnSince(state.before, input.screen)]
      const ended = { listening, status: input.status, ended: input.now } as const
      return { ...state, ...ended, drawn, atShell: true, echoing: false }
    }
    // Where a line starts no command (it is empty, or no command at all), the shell asks again.
    case 'ready': {
      const asking = { ...state, atShell: true, echoing: false }
      return state.status === null ? asking : { ...asking, asked: 'prompt' }
    }
    // zsh says of each line that it was read, before it asks for the next one: that was no command yet.
    case 'continued': {
      const listening = state.listening === 'never' ? 'never' : 'no'
      const asking = { asked: 'line', listening, atShell: true, echoing: false } as const
      return { ...state, ...(state.listening === 'yes' && state.earlier), ...asking }
    }
    case 'looked': {
      const before = state.line === null ? input.screen : { ...input.screen, entered: state.line }
      return { ...state, before, looking: false }
    }
    case 'hurry':
      return { ...state, hurried: true }
    case 'searched':
      return { ...state, searching: null, found: input.found }
    default:
      return state
  }
}

/** Adds what was printed. A return only moves the cursor, so it discards nothing. */
function add(text: PlainText, printed: string): PlainText {
  return addOutput(text, printed, HEARD_LIMIT, 'kept')
}

/** Continues with the cues as far as the time and the output allow. */
function go(
  part: Part,
  start: PerformState,
  effects: PerformEffect[],
  now: Ms,
  random: Random,
): [PerformState, PerformEffect[]] {
  let state = start
  for (;;) {
    const cue = part.cues[state.cue]
    if (!cue) {
      if (!part.expect || state.found !== null)
        return end(state, effects, verdict(part, state, now))
      const since = state.listening === 'yes' ? state.before : null
      const texts = [commandOutput(state), ...state.drawn]
      return [search(state, effects, { pattern: part.expect, texts, since }, now), effects]
    }
    if (cue.type === 'wait') {
      if (heardEnough(cue.for, state)) {
        const patience = state.patience - (now - state.since)
        state = next(part, state, now, { patience, found: null }, glanceBefore(part, state, random))
        continue
      }
      if (typeof cue.for !== 'string') {
        if (state.found === 'late') return end(state, effects, tooLong(cue.for))
        if (state.unread && !state.echoing && !state.looking) {
          const sought = { pattern: cue.for, texts: [printed(state)], since: state.before }
          state = search(state, effects, sought, now)
        }
        if (endedEarly(part, state)) return end(state, effects, early(cue.for, state))
      }
      const deadline = state.since + state.patience
      if (now >= deadline) return end(state, effects, overdue(part, cue.for, state, now))
      effects.push({ type: 'wake', at: deadline })
      return [enter(state, 'running', effects), effects]
    }
    const typing = cue.type !== 'pause'
    state = enter(state, typing ? 'typing' : 'running', effects)
    const due = state.hurried && typing ? Math.min(state.soonest, state.due) : state.due
    if (now < due) {
      effects.push({ type: 'wake', at: due })
      return [state, effects]
    }
    state = typing ? press(cue, part, state, effects, now, random) : next(part, state, now, {})
    // A pause has a due time: the cue after it waits for that.
    const upcoming = part.cues[state.cue]
    if (state.sent === 0 && upcoming?.type === 'pause')
      state = { ...state, due: now + upcoming.for }
  }
}

/** A search answers for a pattern, and this starts it. The marks of the shell need no search. */
function heardEnough(wait: WaitFor, state: PerformState): boolean {
  if (wait === 'prompt') return state.asked === 'prompt'
  if (wait === 'line') return state.asked !== 'no'
  return state.found === true
}

/**
 * Whether a program has ended from which something was awaited: the shell is back at its prompt, and a
 * search of all that was printed has found nothing. After success it may still come, from a job in the
 * background, unless the script says that the program runs on.
 */
function endedEarly(part: Part, state: PerformState): boolean {
  const runsOn = part.runsOn === true && state.cue === part.cues.length - 1
  const searched = !state.unread && state.searching === null && state.found === false
  const failed = state.status !== null && state.status !== 0
  return (runsOn || failed) && state.asked === 'prompt' && searched
}

/** Starts a search. Output that comes while it runs waits for the next search. */
function search(
  state: PerformState,
  effects: PerformEffect[],
  sought: Sought,
  now: Ms,
): PerformState {
  if (state.searching !== null) return state
  effects.push({ type: 'search', ...sought })
  return { ...state, searching: now, unread: false, found: null }
}

/** Sends the next character or the key. */
function press(
  cue: Extract<Cue, { type: 'type' | 'key' }>,
  part: Part,
  state: PerformState,
  effects: PerformEffect[],
  now: Ms,
  random: Random,
): PerformState {
  if (cue.type === 'type') {
    const data = String.fromCodePoint(cue.text.codePointAt(state.sent) ?? 0x20)
    effects.push({ type: 'write', data })
    const sent = state.sent + data.length
    const soonest = now + LEAST_GAP
    if (sent < cue.text.length) return { ...state, sent, soonest, due: now + keyGap(data, random) }
    return next(part, state, now, { soonest }, glanceBefore(part, state, random))
  }
  const enters = cue.key === 'enter'
  // What was typed since the last wait counts where it stands on the screen, as in an editor.
  const looked = enters || part.cues[state.cue - 1]?.type === 'wait' ? look(state, effects) : state
  effects.push({ type: 'key', key: cue.key })
  if (enters) effects.push({ type: 'typed', at: now })
  const least = cue.key === 'escape' ? ESCAPE_GAP : LEAST_GAP
  const command = { entered: now, ended: now, status: null, asked: 'no' } as const
  const pressed = {
    ...{ heard: NO_TEXT, soonest: now + least, line: enters ? typedBefore(part, state.cue) : null },
    ...(enters && { ...command, echoing: state.atShell }),
  }
  const gap = glanceBefore(part, state, random) || keyGap(' ', random)
  return next(part, looked, now, pressed, Math.max(least, gap))
}

/** The time before the next cue, if that is a key: the room has to see what it is about to change. */
function glanceBefore({ cues }: Part, { cue }: PerformState, random: Random): Ms {
  return cues[cue + 1]?.type === 'key' ? glanceGap(random) : 0
}

function look(state: PerformState, effects: PerformEffect[]): PerformState {
  effects.push({ type: 'look' })
  return { ...state, looking: true }
}

/** What was typed since the last key. */
function typedBefore({ cues }: Part, key: number): string {
  const from = cues.findLastIndex(({ type }, n) => n < key && type !== 'type' && type !== 'pause')
  return cues
    .slice(from + 1, key)
    .map((cue) => (cue.type === 'type' ? cue.text : ''))
    .join('')
}

/** What was printed since the last key, without the echo of what was entered in a program. */
function printed({ heard, line, atShell }: PerformState): string {
  const text = textOf(heard)
  if (line === null || atShell) return text
  const end = text.indexOf('\n')
  const first = end < 0 ? text : text.slice(0, end)
  // A line editor may draw the whole line once more.
  const last = first.slice(first.lastIndexOf('\r') + 1)
  const isEcho = line.endsWith(last) || (line !== '' && last.includes(line))
  if (!isEcho) return text
  return end < 0 ? '' : text.slice(end + 1)
}

/** Goes to the next cue, after `gap` at the earliest (a pause brings its own). */
function next(
  part: Part,
  state: PerformState,
  now: Ms,
  change: Partial<PerformState>,
  gap: Ms = 0,
): PerformState {
  const cue = state.cue + 1
  const due = dueAt(part, cue, now + gap)
  return { ...state, cue, sent: 0, since: now, due, unread: true, ...change }
}

function dueAt(part: Part, index: number, from: Ms): Ms {
  const cue = part.cues[index]
  return cue?.type === 'pause' ? from + cue.for : from
}

function enter(state: PerformState, phase: Phase, effects: PerformEffect[]): PerformState {
  if (state.phase === phase) return state
  effects.push({ type: 'phase', phase })
  return { ...state, phase, hurried: phase === 'running' ? false : state.hurried }
}

function end(
  state: PerformState,
  effects: PerformEffect[],
  outcome: Outcome,
): [PerformState, PerformEffect[]] {
  effects.push({ type: 'done', outcome })
  return [{ ...state, phase: 'over' }, effects]
}

/**
 * The least time from one key to the next, also when hurried. Programs take keys without any time
 * between them for a paste: tmux below 1 ms (`assume-paste-time`), shells where they arrive in one read.
 */
const LEAST_GAP: Ms = 4

/**
 * The least time from Escape to the next key: programs wait this long for the rest of a sequence, and
 * take a key that comes earlier as Alt and that key (vim's `ttimeoutlen` is 100 ms in its defaults).
 */
const ESCAPE_GAP: Ms = 150

/**
 * How long a person takes from one key to the next. Around 45 ms: a fast typist, because a room
 * that watches typing gets bored before it gets suspicious; longer after a space or a mark of
 * punctuation, and now and then a hesitation.
 */
function keyGap(previous: string, random: Random): Ms {
  const base = 26 + 38 * ((random() + random()) / 2)
  const pause = /[\s|;&/=,-]/.test(previous) ? 30 * random() : 0
  const hesitation = random() < 0.04 ? 120 * random() : 0
  return Math.round(base + pause + hesitation)
}

/** The glance at the finished line before Enter, or at an entry of a menu before the next arrow key. */
function glanceGap(random: Random): Ms {
  return Math.round(180 + 140 * random())
}
