import type { StepId } from '../demo/model.ts'
import { stepMarker } from './step-markers.ts'

/**
 * Replaces the lines of one step of a v3 cast by those of the same step in another cast. Times are
 * intervals in v3, so nothing else changes. Null where either cast lacks the step.
 */
export function replaceStep(into: string, from: string, step: StepId): string | null {
  const old = partOf(into, step)
  const fresh = partOf(from, step)
  if (!old || !fresh) return null
  return [...old.before, ...fresh.part, ...old.after, ''].join('\n')
}

function partOf(text: string, step: StepId) {
  const lines = text.replace(/\n$/, '').split('\n')
  const opens = lines.flatMap((line, index) =>
    labelOf(line)?.startsWith(stepMarker('')) ? [index] : [],
  )
  const at = opens.find((index) => labelOf(lines[index] ?? '') === stepMarker(step))
  if (at === undefined) return null
  const end = opens.find((index) => index > at) ?? exitOf(lines)
  return { before: lines.slice(0, at), part: lines.slice(at, end), after: lines.slice(end) }
}

/** The index of the exit event: it belongs to the cast and not to its last step. */
function exitOf(lines: readonly string[]): number {
  const exit = lines.findIndex((line) => /^\[[\d.]+, ?"x"/.test(line))
  return exit === -1 ? lines.length : exit
}

function labelOf(line: string): string | undefined {
  if (!/^\[[\d.eE+-]+, ?"m"/.test(line)) return undefined
  try {
    const event = JSON.parse(line) as unknown[]
    return typeof event[2] === 'string' ? event[2] : undefined
  } catch {
    return undefined // A line that is cut off opens nothing.
  }
}
