import type { CueSheet } from '../../core/demo/cue-sheet.ts'
import type { Next } from '../../core/protocol/position.ts'
import { NO_TEXT, addOutput, textOf } from '../../core/terminal/plain-text.ts'
import type { PlannedStep } from '../../core/talk/late-plan.ts'
import { createElement, setText } from '../base/dom.ts'
import type { Play } from '../demo/play.ts'
import type { PresenterFrame } from './frame.ts'
import type { Late } from './late-countdown.ts'
import { usualOf } from './talk.ts'
import { duration } from '../base/labels.ts'
import { own } from '../../core/base/own.ts'

export interface StepsShown {
  readonly next: Next
  /** The demo on the slide. */
  readonly demo: string | null
  readonly coming: readonly PlannedStep[]
  /** Why a step would not run live; null where nothing is known against it. */
  readonly bad: (demo: string, step: string) => string | null
  readonly late: Late
  /** Steps that would be skipped to be on time again. */
  readonly saving: readonly PlannedStep[]
}

/** How many lines of expected output a glance can take in, and how many characters of each. */
const LINES = 8
const WIDTH = 200
/** Only this many characters at the end of the output are read for those lines. */
const GLANCE = 16 * 1024
/** How many steps to come fit beside the next slide. */
const AHEAD = 6
const WORDS = {
  finish: 'Next finishes the typing',
  busy: 'A step is running',
  fragment: 'Next shows more of this slide',
  slide: 'Next shows the next slide',
  end: 'That was the last slide',
} as const

/** What *next* does and should print, the state of every pane, and the steps to come. */
export function createSteps(
  { step: host, panes: list, coming: ahead }: Pick<PresenterFrame, 'step' | 'panes' | 'coming'>,
  plays: ReadonlyMap<string, Play>,
  sheet: CueSheet,
) {
  const title = createElement('h2', 'pv-title')
  const time = createElement('p', 'pv-usual')
  const count = createElement('p', 'pv-countdown')
  // The seconds are only shown; a screen reader hears once that the step is late.
  const soon = createElement('p', 'spoken')
  soon.setAttribute('role', 'status')
  const bad = createElement('p', 'pv-bad')
  const details = createElement('div', 'pv-details')
  host.append(title, time, count, soon, bad, details)
  let shown = ''

  /** The command of each pane, and what its output should be. */
  function detail(play: Play | undefined, demo: string, step: string): void {
    const key = `${demo} ${step}`
    if (key === shown) return
    shown = key
    const cues = own(own(sheet.demos, demo), step)
    const parts = Object.entries(cues?.parts ?? {})
    details.replaceChildren(
      ...parts.map(([pane, part]) => {
        const box = createElement('div', 'pv-part')
        if (parts.length > 1) box.append(createElement('h3', '', pane))
        box.append(createElement('pre', 'pv-command', part.command || 'nothing is typed'))
        const output = expected(play, pane, step)
        const exit = part.exit.length > 0 ? `exit ${part.exit.join(' or ')}` : 'any exit status'
        const wants = [
          exit,
          ...(part.expect === undefined ? [] : [`output matches ${part.expect}`]),
        ]
        box.append(createElement('p', 'pv-wants', wants.join(' · ')))
        if (output !== '') box.append(createElement('pre', 'pv-output', output))
        return box
      }),
    )
  }

  function modes(demo: string | null): void {
    const play = demo === null ? undefined : plays.get(demo)
    const rows = Object.entries(play?.state.panes ?? {}).map(([id, pane]) => {
      const live = pane.mode === 'live'
      const again = pane.cause === 'rejoin' ? 'live again at the next step' : ''
      const why = [pane.phase === 'idle' ? '' : pane.phase, pane.why ?? '', again]
      const words = why.filter((w) => w !== '').join(' · ')
      return [id, live ? 'LIVE' : 'REPLAY', words, pane.phase] as const
    })
    const notice = play?.state.notice ?? ''
    const damage = play?.bundle.damage ?? []
    const text = JSON.stringify([rows, notice, damage])
    if (list.dataset['text'] === text) return
    list.dataset['text'] = text
    list.replaceChildren(
      ...rows.map(([id, mode, why, phase]) => {
        const row = createElement('p', 'pv-pane')
        row.dataset['phase'] = phase
        const badge = createElement('strong', 'pv-mode', mode)
        badge.dataset['mode'] = mode
        row.append(
          createElement('span', 'pv-pane-name', id),
          badge,
          createElement('span', 'pv-why', why),
        )
        return row
      }),
      ...(notice === '' ? [] : [createElement('p', 'pv-notice', notice)]),
      ...damage.map((line) => createElement('p', 'pv-damage', `its recording is damaged: ${line}`)),
    )
  }

  function come(
    { coming, bad, saving }: StepsShown,
    at: Pick<PlannedStep, 'demo' | 'step'> | null,
  ): void {
    const isNow = ({ demo, step }: PlannedStep) => demo === at?.demo && step === at.step
    const some = coming.slice(0, AHEAD)
    const rows = some.map((stop) => {
      const marks = [
        duration(stop.usual),
        saving.some(({ demo, step }) => demo === stop.demo && step === stop.step)
          ? 'skip to save time'
          : stop.optional
            ? 'optional'
            : '',
        bad(stop.demo, stop.step) ?? '',
      ]
      return [stop.step, marks.filter((mark) => mark !== '').join(' · ')] as const
    })
    const text = JSON.stringify([rows, coming.length, some.findIndex(isNow)])
    if (ahead.dataset['text'] === text) return
    ahead.dataset['text'] = text
    const items = some.map((stop, n) => {
      const item = createElement('li')
      if (bad(stop.demo, stop.step) !== null) item.dataset['bad'] = 'true'
      item.dataset['now'] = String(isNow(stop))
      item.append(
        createElement('strong', '', rows[n]?.[0]),
        ' ',
        createElement('span', '', rows[n]?.[1]),
      )
      return item
    })
    const rest = coming.length - some.length
    const ol = createElement('ol')
    ol.append(...items)
    ahead.replaceChildren(
      createElement('h2', 'pv-title', coming.length === 0 ? 'No step is left' : 'Steps to come'),
      ol,
      ...(rest > 0 ? [createElement('p', 'pv-none', `and ${rest} more`)] : []),
    )
  }

  return {
    show(all: StepsShown): void {
      const { next, demo, late } = all
      const running = demo === null ? null : late.running(demo)
      const at = running ?? (next.kind === 'step' ? next : null)
      const play = at ? plays.get(at.demo) : undefined
      const caption = play?.script.steps.find(({ id }) => id === at?.step)?.caption
      const head = running ? 'Running' : 'Next step'
      setText(title, at ? `${head}: ${at.step}` : next.kind === 'step' ? '' : WORDS[next.kind])
      if (at) title.title = caption ?? ''
      host.dataset['at'] = running ? 'running' : next.kind
      const usual = at && usualOf(play, at.step)
      const words = running
        ? [
            running.usual === null ? '' : `usually ${duration(running.usual)}`,
            running.now === null ? 'running' : `now ${duration(running.now)}`,
          ]
        : [usual ? `usually ${duration(usual)}` : '']
      setText(time, words.filter((word) => word !== '').join(', '))
      const left = running?.left ?? null
      const seconds = Math.ceil((left ?? 0) / 1_000)
      const then = running?.holds ? 'it is held' : 'its recording takes over'
      setText(count, left === null ? '' : `late: in ${seconds} s ${then}`)
      setText(soon, left === null ? '' : `late: soon ${then}`)
      setText(bad, at && !running ? (all.bad(at.demo, at.step) ?? '') : '')
      if (at) detail(play, at.demo, at.step)
      else if (shown !== '') {
        shown = ''
        details.replaceChildren()
      }
      modes(demo)
      come(all, at)
    },
  }
}

/** The last lines that the recording of this step printed after its last Enter. */
function expected(play: Play | undefined, pane: string, step: string): string {
  const segment = own(play?.bundle.take?.panes, pane)?.segments.find((one) => one.step === step)
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
