import type { Deck } from '../deck/model.ts'
import type { StepId } from '../demo/model.ts'
import type { Ms } from '../base/event.ts'
import { talkSlides } from '../talk/outline.ts'
import type { DemoReport } from './report.ts'
import { slideKey } from '../talk/slide-times.ts'
import { defined } from '../base/defined.ts'

/** How long something takes: by the plan, in the recording, today, and when the talk was last given. */
export interface SheetTimes {
  readonly planned?: Ms
  readonly recorded?: Ms
  readonly today?: Ms
  readonly last?: Ms
}

export interface SheetRow extends SheetTimes {
  readonly title: string
}

/** A row for each slide (or step) that has a time; `total` adds up each column. */
export interface Sheet {
  readonly name: string
  readonly rows: readonly SheetRow[]
  readonly total: SheetTimes
}

const COLUMNS = ['planned', 'recorded', 'today', 'last'] as const

/**
 * The sheet of a deck. `last`: how long each slide was on when the talk was last given, by
 * `slideKey`.
 */
export function deckSheet(
  deck: Deck,
  reports: ReadonlyMap<string, DemoReport>,
  last: Readonly<Record<string, Ms>> = {},
): Sheet {
  const slides = talkSlides(deck)
  const rows = deck.slides.map((slide, i): SheetRow => {
    const { title = '', planned, h = 0, v = 0 } = slides[i] ?? {}
    const steps = slide.blocks.flatMap((block) => {
      const report = block.type === 'stage' ? reports.get(block.demo) : undefined
      return report && block.type === 'stage' ? stepsBetween(report, block.from, block.to) : []
    })
    return {
      title,
      ...sum(steps),
      ...defined({ planned, last: last[slideKey({ h, v })] }),
    }
  })
  return sheet(deck.name, rows)
}

/** The sheet of a demo, with a row for each step. */
export function demoSheet(report: DemoReport): Sheet {
  return sheet(
    report.demo,
    report.steps.map((step) => ({ title: step.step, ...stepTimes(step) })),
  )
}

function sheet(name: string, rows: readonly SheetRow[]): Sheet {
  const some = rows.filter((row) => COLUMNS.some((column) => row[column] !== undefined))
  return { name, rows: some, total: sum(some) }
}

/** The panes of a step start together: it takes as long as the slowest. */
function stepTimes({ panes }: DemoReport['steps'][number]): SheetTimes {
  const longest = (times: readonly (Ms | undefined)[]) => {
    const known = times.filter((time) => time !== undefined)
    return known.length === 0 ? undefined : Math.max(...known)
  }
  const recorded = longest(panes.map((pane) => pane.recorded))
  const today = longest(panes.map((pane) => pane.today))
  return defined({ recorded, today })
}

function stepsBetween({ steps }: DemoReport, from?: StepId, to?: StepId): SheetTimes[] {
  const at = (id: StepId | undefined, otherwise: number) =>
    id === undefined ? otherwise : steps.findIndex(({ step }) => step === id)
  return steps.slice(at(from, 0), at(to, steps.length - 1) + 1).map(stepTimes)
}

function sum(list: readonly SheetTimes[]): SheetTimes {
  const total: { -readonly [K in keyof SheetTimes]: SheetTimes[K] } = {}
  for (const times of list)
    for (const column of COLUMNS) {
      const time = times[column]
      if (time !== undefined) total[column] = (total[column] ?? 0) + time
    }
  return total
}

const HEADINGS = { planned: 'planned', recorded: 'recorded', today: 'today', last: 'last time' }

/** The sheet as lines of a table, without empty columns. */
export function sheetLines({ name, rows, total }: Sheet): readonly string[] {
  const columns = COLUMNS.filter((column) => total[column] !== undefined)
  if (columns.length === 0) return []
  const cells = (row: SheetTimes) => columns.map((column) => timeOf(row[column], column))
  const table = [
    [name, ...columns.map((column) => HEADINGS[column])],
    ...rows.map((row) => [short(row.title), ...cells(row)]),
    ['total', ...cells(total)],
  ]
  const widths = [0, ...columns].map((_, i) => Math.max(...table.map((row) => row[i]?.length ?? 0)))
  return table.map((row) =>
    row
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('  '),
  )
}

const LONGEST_TITLE = 40
const short = (title: string) =>
  title.length > LONGEST_TITLE ? `${title.slice(0, LONGEST_TITLE - 1)}…` : title

/** Slides in minutes, steps in seconds: `2:30`, `4.2 s`. */
function timeOf(time: Ms | undefined, column: (typeof COLUMNS)[number]): string {
  if (time === undefined) return ''
  if (column !== 'planned' && column !== 'last' && time < 60_000)
    return `${(time / 1000).toFixed(1)} s`
  const seconds = Math.round(time / 1000)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}
