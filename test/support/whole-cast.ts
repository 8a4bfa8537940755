import type { TermEvent } from '../../core/base/event.ts'
import type { Parsed } from '../../core/base/problem.ts'
import type { StepId } from '../../core/demo/model.ts'
import { CAST_LIMIT } from '../../core/recording/asciicast-event.ts'
import { createCastReader, tooLarge, type CastHead } from '../../core/recording/asciicast-reader.ts'
import { createCutter, type CutterOptions } from '../../core/recording/segmenter.ts'
import { stepMarkersOf } from '../../core/recording/step-markers.ts'
import type { PaneTake } from '../../core/recording/take.ts'

/** A recording with all its events. Only tests hold one; the server reads line by line. */
export interface Cast extends CastHead {
  readonly events: readonly TermEvent[]
}

/** Reads a whole cast at once. */
export function readCast(file: string, text: string): Parsed<Cast> {
  if (text.length > CAST_LIMIT.file) return { value: null, problems: [tooLarge(file)] }
  let head: CastHead | null = null
  const events: TermEvent[] = []
  const reader = createCastReader(file, {
    head: (found) => (head = found),
    event: (event) => events.push(event),
  })
  let start = 0
  for (let going = true; going && start < text.length;) {
    const end = text.indexOf('\n', start)
    going = reader.line(text.slice(start, end === -1 ? text.length : end), end === -1)
    start = end === -1 ? text.length : end + 1
  }
  const problems = reader.end()
  return { value: head && { ...(head as CastHead), events }, problems }
}

/** Cuts a whole cast at once. */
export function cutSegments(
  cast: Cast,
  steps: readonly StepId[],
  openScreen: CutterOptions['openScreen'],
  more: Pick<CutterOptions, 'facts' | 'seal' | 'limits'> = {},
): PaneTake {
  const labels = cast.events.flatMap((e) => (e.type === 'marker' ? e.label : []))
  const cutter = createCutter(cast, { openScreen, openings: stepMarkersOf(labels, steps), ...more })
  for (const event of cast.events) cutter.event(event)
  return cutter.end()
}
