import { stat } from 'node:fs/promises'
import { createCastReader, tooLarge } from '../../../core/recording/asciicast-reader.ts'
import { CAST_LIMIT } from '../../../core/recording/asciicast-event.ts'
import type { StepId } from '../../../core/demo/model.ts'
import type { Size, TermEvent } from '../../../core/base/event.ts'
import {
  MARKERS_HINT,
  stepMarkersOf,
  type StepMarkers,
} from '../../../core/recording/step-markers.ts'
import type { Parsed } from '../../../core/base/problem.ts'
import { createPieceRedactor } from '../../../core/terminal/redact/pieces.ts'
import { createCutter, type Cutter, type StepFacts } from '../../../core/recording/segmenter.ts'
import type { PaneTake } from '../../../core/recording/take.ts'
import { reason } from '../../base/result.ts'
import { eachLine } from './file-lines.ts'
import type { ChunkStore } from './chunk-store.ts'
import { createScreen } from '../../terminal/screen/headless-screen.ts'

/** Without scrollback, as for a live session: with it, xterm's saved cursor would scroll along. */
const openScreen = (size: Size) => createScreen(size, { scrollback: 0 })

interface PaneOptions {
  readonly steps: readonly StepId[]
  readonly secrets: readonly string[]
  readonly facts: (step: StepId) => StepFacts
  readonly store: ChunkStore | undefined
}

/** A cast of one line, in the old format, may be this long; no other line is longer. */
const LONGEST = CAST_LIMIT.whole

/** Reads one cast, cut into steps. No file is no problem; one that cannot be read is. */
export async function readPane(file: string, options: PaneOptions): Promise<Parsed<PaneTake>> {
  try {
    // A file that is too large is not read at all, because it may never end.
    const stats = await stat(file)
    const { size } = stats
    // Opening a pipe would block until somebody writes to it.
    if (!stats.isFile()) return { value: null, problems: [{ file, message: 'is not a file' }] }
    if (size > CAST_LIMIT.file) return { value: null, problems: [tooLarge(file)] }
    return await cut(file, options, await openings(file, options.steps))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    // An error without a code comes from a bug of ours, not from the author's file.
    if (code === undefined) throw error
    const problems =
      code === 'ENOENT' ? [] : [{ file, message: `cannot be read: ${reason(error, file)}` }]
    return { value: null, problems }
  }
}

/**
 * Reads the markers alone, ahead of the events: whether they are ours and as many as there are steps
 * is known only at the end of the file, but is needed at the first event.
 */
async function openings(file: string, steps: readonly StepId[]): Promise<StepMarkers> {
  const labels: string[] = []
  let first = true
  const { line } = createCastReader(file, {
    head() {},
    event: (event) => event.type === 'marker' && labels.push(event.label),
  })
  await eachLine(file, LONGEST, (text, cut) => {
    // Parses the header and each line that may hold the code of a marker.
    const wanted = first || text.includes('"m"')
    first = false
    return wanted ? line(text, cut) : true
  })
  return stepMarkersOf(labels, steps)
}

async function cut(
  file: string,
  { secrets, facts, store }: PaneOptions,
  openings: StepMarkers,
): Promise<Parsed<PaneTake>> {
  let cutter: Cutter | null = null
  const cover = createCover(secrets, (event) => cutter?.event(event))
  const reader = createCastReader(file, {
    head(head) {
      cover.begin(head.size)
      const seal = store && { seal: store.seal }
      cutter = createCutter(head, {
        openScreen,
        openings,
        facts,
        ...seal,
      })
    },
    event: (event) => cover.event(event),
  })
  await eachLine(file, LONGEST, reader.line, store?.room)
  const problems = [...reader.end()]
  cover.end()
  const value = (cutter as Cutter | null)?.end() ?? null
  if (value && openings.lacking !== undefined)
    problems.push({ file, message: openings.lacking, hint: MARKERS_HINT })
  return { value, problems }
}

/**
 * Covers secrets that were recorded before they were named. Events wait until it is known what is
 * covered in them, so each keeps its own time and its own part of the text.
 */
function createCover(secrets: readonly string[], give: (event: TermEvent) => void) {
  if (secrets.length === 0) return { begin() {}, event: give, end() {} }
  let redactor = createPieceRedactor(secrets)
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  const encoder = new TextEncoder()
  const waiting: TermEvent[] = []
  const settle = (texts: string[]) => {
    for (const text of texts) {
      others()
      const event = waiting.shift()
      if (event?.type === 'output') give({ ...event, data: encoder.encode(text) })
    }
    others()
  }
  /** What is no output waits for the output before it, and for nothing else. */
  const others = () => {
    for (let next = waiting[0]; next && next.type !== 'output'; next = waiting[0]) {
      waiting.shift()
      give(next)
    }
  }
  return {
    /** A reader sees it on a screen of this size. */
    begin(size: Size) {
      redactor = createPieceRedactor(secrets, size)
    },
    event(event: TermEvent) {
      if (event.type === 'resize') redactor.resize(event.size)
      waiting.push(event)
      settle(event.type === 'output' ? redactor.push(decoder.decode(event.data)) : [])
    },
    end: () => settle(redactor.end()),
  }
}
