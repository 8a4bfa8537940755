import type { CuePart, CueSheet } from '../../core/demo/cue-sheet.ts'
import { own } from '../../core/base/own.ts'
import type { SegmentJson } from '../../core/recording/bundle.ts'
import { NO_TEXT, addOutput, textOf } from '../../core/terminal/plain-text.ts'
import { createElement } from '../base/dom.ts'
import type { Play } from '../demo/play.ts'

/** How many lines of expected output a glance can take in, and how many characters of each. */
const LINES = 8
const WIDTH = 200
/** Only this many characters at the end of the output are read for those lines. */
const GLANCE = 16 * 1024

/** The command of each pane in a step, and what its output should be. */
export function createStepDetails(plays: ReadonlyMap<string, Play>, sheet: CueSheet) {
  const element = createElement('div', 'pv-details')
  let shown = ''

  return {
    element,
    /** Null: no step is next. */
    show(at: { readonly demo: string; readonly step: string } | null): void {
      const key = at ? `${at.demo} ${at.step}` : ''
      if (key === shown) return
      shown = key
      const parts = at ? Object.entries(own(own(sheet.demos, at.demo), at.step)?.parts ?? {}) : []
      const panes = at ? plays.get(at.demo)?.bundle.take?.panes : undefined
      element.replaceChildren(
        ...parts.map(([pane, part]) => {
          const segment = own(panes, pane)?.segments.find((one) => one.step === at?.step)
          return partBox(parts.length > 1 ? pane : '', part, expectedOutput(segment))
        }),
      )
    },
  }
}

/** `title`: the name of the pane; '' where the step has no other. */
function partBox(title: string, part: CuePart, output: string): HTMLElement {
  const box = createElement('div', 'pv-part')
  if (title !== '') box.append(createElement('h3', '', title))
  box.append(
    createElement('pre', 'pv-command', part.command || 'nothing is typed'),
    createElement('p', 'pv-wants', wantsOf(part)),
  )
  if (output !== '') box.append(createElement('pre', 'pv-output', output))
  return box
}

/** What the command has to do for the step to succeed. */
export function wantsOf({ exit, expect }: CuePart): string {
  const status = exit.length > 0 ? `exit ${exit.join(' or ')}` : 'any exit status'
  return expect === undefined ? status : `${status} · output matches ${expect}`
}

/** The last lines that the recording of a step printed after its last Enter; '' where there are none. */
export function expectedOutput(segment: SegmentJson | undefined): string {
  if (!segment || segment.long) return ''
  const { typed = 0 } = segment
  const printed = segment.events.filter(([at, code]) => code === 'o' && at >= typed)
  let text = NO_TEXT
  for (const [, , data] of printed) text = addOutput(text, data, GLANCE)
  const lines = textOf(text)
    .split('\n')
    .map((line) => (line.length > WIDTH ? `${line.slice(0, WIDTH)}…` : line).trimEnd())
  // The first is what is left of the command line, the last is the prompt.
  const body = lines.slice(1, -1).filter((line, n, all) => line !== '' || n < all.length - 1)
  return body.slice(-LINES).join('\n')
}
