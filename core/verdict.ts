import type { Part, Pattern } from './demo.ts'
import type { Outcome } from './driver.ts'
import type { Ms } from './event.ts'
import type { PerformState } from './performer.ts'
import { plainText } from './plain-text.ts'

export function heardEnough(wait: 'prompt' | 'line' | Pattern, state: PerformState): boolean {
  if (wait === 'prompt') return state.asked === 'prompt'
  if (wait === 'line') return state.asked !== 'no'
  return matches(wait, state.heard)
}

function matches(pattern: Pattern, output: string): boolean {
  return new RegExp(pattern.source, pattern.flags).test(plainText(output))
}

/** All cues are done: did the step go to plan? An empty `exit` judges no status. */
export function verdict(part: Part, state: PerformState): Outcome {
  const measured = {
    ...(state.status === null ? {} : { status: state.status }),
    duration: state.ended - state.entered,
    lines: countLines(state),
  }
  if (state.status !== null && part.exit.length > 0 && !part.exit.includes(state.status))
    return { ok: false, why: 'exit', detail: `exit status ${state.status}`, ...measured }
  if (part.expect && !matches(part.expect, commandOutput(state)))
    return { ok: false, why: 'expect', detail: 'the output is not as expected', ...measured }
  return { ok: true, ...measured }
}

/**
 * The output of the step's commands. A shell that cannot mark the start of a command (bash before
 * 4.4) leaves what came after the echo of the last Enter.
 */
function commandOutput(state: PerformState): string {
  if (state.listening !== 'never') return state.output
  return state.heard.slice(state.heard.indexOf('\n') + 1)
}

export function countLines(state: PerformState): number {
  if (state.listening === 'never') return countIn(commandOutput(state), '\n')
  return state.lineEnds + (plainText(state.output).split('\n').at(-1) === '' ? 0 : 1)
}

export function countIn(text: string, what: string): number {
  return text.split(what).length - 1
}

export const seconds = (ms: Ms) => `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`
