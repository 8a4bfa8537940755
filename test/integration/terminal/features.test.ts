import { expect, it } from 'vitest'
import { resetTo } from '../../../client/terminal/reset.ts'
import { deafTerminal } from '../../../client/terminal/view.ts'
import { createScreen, inside } from '../../../server/terminal/screen/headless-screen.ts'
import { portrait } from '../../support/portrait.ts'
import { cuttable } from '../../support/terminal/cuts.ts'
import { FEATURES, LOOKS, type Feature } from '../../support/terminal/features.ts'

const SIZE = { cols: 10, rows: 4 }
type Terminal = ReturnType<typeof deafTerminal>

/** A terminal of the page, without a page: it parses each text before `write` returns. */
function openView() {
  const term = deafTerminal({ ...SIZE, scrollback: 0 })
  const core = Reflect.get(term, '_core') as { writeSync(text: string | Uint8Array): void }
  return { term, write: (text: string | Uint8Array) => core.writeSync(text) }
}

/** What stands on a screen, in the form of the table. */
function shown({ buffer: { active } }: Pick<Terminal, 'buffer'>, { cursor }: Feature) {
  const [x, y] = [Math.min(active.cursorX, SIZE.cols - 1), active.cursorY]
  const rows = Array.from({ length: SIZE.rows }, (_, n) => {
    const line = active.getLine(active.baseY + n)
    const text = line?.translateToString(true).trimEnd() ?? ''
    if (cursor || n !== y) return text
    const left = line?.translateToString(false, 0, x) ?? ''
    return `${left}_${text.slice(left.length + 1)}`
  })
  return { shows: rows.join('|').replace(/\|+$/, ''), ...(cursor && { cursor: [x + 1, y + 1] }) }
}
const wanted = ({ shows, cursor }: Feature) => ({ shows, ...(cursor && { cursor: [...cursor] }) })

it.each(FEATURES.map((feature) => [feature.name, feature] as const))('%s', (_, feature) => {
  const { bytes, rests } = cuttable(feature.name, Buffer.from(feature.output), SIZE)
  const view = openView()
  view.write(bytes)
  expect(shown(view.term, feature)).toEqual(wanted(feature))

  // The server has the same screen, cell by cell.
  const screen = createScreen(SIZE, { scrollback: 0 })
  screen.write(bytes)
  const { cols, rows } = SIZE
  const page = portrait(Reflect.get(view.term, '_core') as never, cols, rows)
  expect(portrait(inside(screen), cols, rows)).toEqual(page)

  // And whoever joins in the middle sees the same.
  for (const cut of rests) {
    const before = createScreen(SIZE, { scrollback: 0 })
    before.write(bytes.subarray(0, cut))
    const late = openView()
    late.write(resetTo(before.snapshot()))
    late.write(bytes.subarray(cut))
    expect(shown(late.term, feature), `joined after ${cut} bytes`).toEqual(wanted(feature))
    before.dispose()
    late.term.dispose()
  }
  screen.dispose()
  view.term.dispose()
})

it('names each feature once', () => {
  const names = FEATURES.map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
})

/** How the first letter on the screen looks, in the words of the table. */
function looksOf({ buffer }: Terminal): string {
  const cell = buffer.active.getLine(0)?.getCell(0)
  if (!cell) return 'nothing'
  const colour = (what: string, value: number, palette: boolean, rgb: boolean) => {
    if (rgb) return [`${what} #${value.toString(16).padStart(6, '0')}`]
    return palette ? [`${what} ${value} of ${value < 16 ? 16 : 256}`] : []
  }
  const flags = Object.entries({
    bold: cell.isBold(),
    italic: cell.isItalic(),
    underline: cell.isUnderline(),
    blink: cell.isBlink(),
    inverse: cell.isInverse(),
    invisible: cell.isInvisible(),
    strike: cell.isStrikethrough(),
    overline: cell.isOverline(),
  }).flatMap(([name, is]) => (is ? name : []))
  return [
    ...colour('text', cell.getFgColor(), cell.isFgPalette(), cell.isFgRGB()),
    ...colour('paper', cell.getBgColor(), cell.isBgPalette(), cell.isBgRGB()),
    ...(flags.length > 0 ? [flags.join(' ')] : []),
  ].join(', ')
}

it.each(LOOKS)('a letter is %s', (_, attributes, looks) => {
  const { bytes } = cuttable('looks', Buffer.from(`\x1b[${attributes}mx`), SIZE)
  const view = openView()
  view.write(bytes)
  expect(looksOf(view.term)).toBe(looks)
  view.term.dispose()
})
