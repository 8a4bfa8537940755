import { patternName } from '../demo/model.ts'
import type { Part, Pattern, WaitFor } from '../demo/model.ts'
import type { Outcome } from '../demo/outcome.ts'
import type { Ms } from '../base/event.ts'
import { defined } from '../base/defined.ts'
import type { PerformState } from './state.ts'
import { textOf } from '../terminal/plain-text.ts'

/**
 * A search normally takes a millisecond. One that takes longer than this is the cause of a timeout.
 */
const STUCK: Ms = 500

/** For the author of a server that is to run on. */
const RUNS_ON = '; if it is to run on, say what ends the step: until: /pattern/'

/** The outcome once all cues are done. Where `exit` is empty, the status is not judged. */
export function verdict(part: Part, state: PerformState, now: Ms): Outcome {
  // Of a program that runs on, what is measured is how long the step waited for it.
  const ended = state.status === null ? now : state.ended
  const measured = {
    ...defined({ status: state.status ?? undefined }),
    duration: ended - state.entered,
    lines: countLines(state),
  }
  if (state.status !== null && part.exit.length > 0 && !part.exit.includes(state.status))
    return { ok: false, why: 'exit', detail: `exit status ${state.status}`, ...measured }
  if (part.expect && state.found === 'late') return { ...tooLong(part.expect), ...measured }
  if (part.expect && state.found === false)
    return { ok: false, why: 'expect', detail: 'the output is not as expected', ...measured }
  return { ok: true, ...measured }
}

/** Why a wait has failed whose time is over: its search stands still, or the command does not end. */
export function overdue(part: Part, wait: WaitFor, state: PerformState, now: Ms): Outcome {
  const searched = state.searching === null ? 0 : now - state.searching
  // A search that has just begun did not use up the patience.
  if (typeof wait !== 'string' && searched >= STUCK) return tooLong(wait)
  const duration = now - state.entered
  const runs = wait === 'prompt' && state.listening === 'yes' && part.inside === undefined
  const what = typeof wait === 'string' ? 'no end' : `${patternName(wait)} did not come`
  const detail = `${what} after ${seconds(duration)}${runs ? RUNS_ON : ''}`
  return { ok: false, why: 'timeout', detail, duration, lines: countLines(state) }
}

/** The outcome when a program has ended that should run on. */
export function early(wait: Pattern, state: PerformState): Outcome {
  const status = state.status ?? 0
  const detail = `it ended (exit ${status}) before it printed ${patternName(wait)}`
  const measured = { duration: state.ended - state.entered, lines: countLines(state) }
  return { ok: false, why: 'exit', detail, status, ...measured }
}

export function tooLong(pattern: Pattern) {
  const detail = `${patternName(pattern)} takes too long on this output`
  return { ok: false, why: 'pattern', detail } as const
}

/**
 * The output of the step's commands. A shell that cannot mark the start of a command (bash before
 * 4.4) leaves what came after the echo of the last Enter.
 */
export function commandOutput(state: PerformState): string {
  if (state.listening !== 'never') return textOf(state.output)
  const heard = textOf(state.heard)
  return heard.slice(heard.indexOf('\n') + 1)
}

function countLines(state: PerformState): number {
  if (state.listening === 'never') return countIn(commandOutput(state), '\n')
  return state.lineEnds + (state.output.line === '' ? 0 : 1)
}

export function countIn(text: string, what: string): number {
  return text.split(what).length - 1
}

const seconds = (ms: Ms) => `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`
