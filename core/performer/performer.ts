import type { Random } from '../base/clock.ts'
import type { Cue, Part, Pattern, WaitFor } from '../demo/model.ts'
import type { Phase } from '../playback/driver.ts'
import type { Outcome } from '../demo/outcome.ts'
import type { Ms } from '../base/event.ts'
import { keyBytes } from '../demo/key.ts'
import { NO_TEXT, addOutput, textOf } from '../terminal/plain-text.ts'
import type { PerformState } from './state.ts'
import { commandOutput, countIn, overdue, tooLong, verdict } from './verdict.ts'
import type { SearchResult } from '../demo/pattern-search.ts'

/** What happens to a performance. Each input brings its time as `now`. */
export type PerformInput =
  | { readonly type: 'start'; readonly now: Ms }
  | { readonly type: 'wake'; readonly now: Ms }
  | { readonly type: 'output'; readonly now: Ms; readonly text: string }
  | { readonly type: 'ready' | 'continued' | 'started'; readonly now: Ms }
  | { readonly type: 'finished'; readonly now: Ms; readonly status: number }
  | { readonly type: 'ended'; readonly now: Ms }
  /** Answers the last `search`. */
  | { readonly type: 'searched'; readonly now: Ms; readonly found: SearchResult }
  | { readonly type: 'hurry'; readonly now: Ms }
  | { readonly type: 'cancel'; readonly now: Ms }

export type PerformEffect =
  | { readonly type: 'write'; readonly data: string }
  | { readonly type: 'wake'; readonly at: Ms }
  | { readonly type: 'phase'; readonly phase: Phase }
  | { readonly type: 'typed'; readonly at: Ms }
  /** One at a time: the next comes after `searched`. */
  | { readonly type: 'search'; readonly pattern: Pattern; readonly text: string }
  | { readonly type: 'done'; readonly outcome: Outcome }

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
  if (input.type === 'start') state = { ...state, due: dueAt(part, 0, input.now) }
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
      const heard = addOutput(state.heard, input.text, HEARD_LIMIT)
      const told = { ...state, heard, unread: true }
      if (state.listening !== 'yes') return told
      const output = addOutput(state.output, input.text, HEARD_LIMIT)
      return { ...told, output, lineEnds: state.lineEnds + countIn(input.text, '\n') }
    }
    case 'started':
      return { ...state, listening: 'yes' }
    case 'finished': {
      const listening = state.listening === 'never' ? 'never' : 'no'
      return { ...state, listening, status: input.status, ended: input.now }
    }
    case 'ready':
      return state.status === null ? state : { ...state, asked: 'prompt' }
    case 'continued':
      return { ...state, asked: 'line' }
    case 'hurry':
      return { ...state, hurried: true }
    case 'searched':
      return { ...state, searching: null, found: input.found }
    default:
      return state
  }
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
      if (!part.expect || state.found !== null) return end(state, effects, verdict(part, state))
      const sought = { pattern: part.expect, text: commandOutput(state) }
      return [search(state, effects, sought, now), effects]
    }
    if (cue.type === 'wait') {
      if (heardEnough(cue.for, state)) {
        const patience = state.patience - (now - state.since)
        state = next(part, state, now, { patience, found: null })
        continue
      }
      if (typeof cue.for !== 'string') {
        if (state.found === 'late') return end(state, effects, tooLong(cue.for))
        const sought = { pattern: cue.for, text: textOf(state.heard) }
        if (state.unread) state = search(state, effects, sought, now)
      }
      const deadline = state.since + state.patience
      if (now >= deadline) return end(state, effects, overdue(cue.for, state, now))
      effects.push({ type: 'wake', at: deadline })
      return [enter(state, 'running', effects), effects]
    }
    const typing = cue.type !== 'pause'
    if (typing) state = enter(state, 'typing', effects)
    if (now < state.due && !(state.hurried && typing)) {
      effects.push({ type: 'wake', at: state.due })
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

/** Starts a search. Output that comes while it runs waits for the next search. */
function search(
  state: PerformState,
  effects: PerformEffect[],
  sought: { readonly pattern: Pattern; readonly text: string },
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
    const rest = state.hurried ? cue.text.slice(state.sent) : undefined
    const data = rest ?? String.fromCodePoint(cue.text.codePointAt(state.sent) ?? 0x20)
    effects.push({ type: 'write', data })
    const sent = state.sent + data.length
    if (sent < cue.text.length) return { ...state, sent, due: now + keyGap(data, random) }
    const glance = part.cues[state.cue + 1]?.type === 'key' ? enterGap(random) : 0
    return next(part, state, now, {}, glance)
  }
  effects.push({ type: 'write', data: keyBytes(cue.key) ?? '' })
  const enters = cue.key.toLowerCase() === 'enter'
  if (enters) effects.push({ type: 'typed', at: now })
  const command = enters ? ({ entered: now, ended: now, status: null, asked: 'no' } as const) : {}
  return next(part, state, now, { heard: NO_TEXT, ...command }, keyGap(' ', random))
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

/** The glance at the finished line before Enter. */
function enterGap(random: Random): Ms {
  return Math.round(180 + 140 * random())
}
