import { cellFor } from '../../server/terminal/screen/cells.ts'
import type { Internals, XBuffer, XCell } from '../../server/terminal/screen/xterm-internals.ts'

/** Methods of xterm's cells that interpret its packed bits. */
interface Look extends XCell {
  isAttributeDefault(): boolean
  getUnderlineColor(): number
  getUnderlineColorMode(): number
  getUnderlineStyle(): number
}

const COLOUR = 0x3ffffff

/** A colour without the bits that a palette entry leaves over from an RGB colour before it. */
function colour(packed: number): string {
  const mode = (packed & 0x3000000) >>> 24
  return `${mode}:${mode === 0 ? 0 : mode === 3 ? packed & 0xffffff : packed & 0xff}`
}

/**
 * A link is forgotten with the last line on which it stood; what is drawn with it then is plain.
 */
const isDead = (core: Internals, id: number) =>
  id !== 0 && core._oscLinkService.getLinkData(id) === undefined

function describeCell(core: Internals, cell: Look): string {
  const extended = (cell.bg & 0x10000000) !== 0
  const link = extended ? core._oscLinkService.getLinkData(cell.extended.urlId)?.uri : undefined
  const dead = extended && isDead(core, cell.extended.urlId)
  const own = (cell.fg & 0x10000000) === 0 ? 0 : (cell.extended._ext >>> 26) & 7
  const style = dead ? own : cell.getUnderlineStyle()
  return [
    JSON.stringify(cell.getChars()),
    cell.getWidth(),
    colour(cell.fg),
    colour(cell.bg),
    (cell.fg & ~COLOUR) >>> 0,
    (cell.bg & ~COLOUR & ~0x10000000) >>> 0,
    style,
    style === 0 ? '' : `${cell.getUnderlineColorMode()}:${cell.getUnderlineColor()}`,
    link ?? '',
  ].join(' ')
}

function describeBuffer(core: Internals, buffer: XBuffer, cols: number, rows: number) {
  const cell = cellFor(buffer) as Look
  const lines = Array.from({ length: rows }, (_, y) => {
    const line = buffer.lines.get(buffer.ybase + y)
    if (!line) return []
    const cells = Array.from({ length: cols }, (_, x) => {
      line.loadCell(x, cell)
      return describeCell(core, cell)
    })
    return [...cells, line.isWrapped ? 'wrapped' : '']
  })
  return {
    lines,
    margins: [buffer.scrollTop, buffer.scrollBottom],
    tabs: Array.from({ length: cols }, (_, x) => x).filter((x) => buffer.tabs[x] === true),
    saved: [
      Math.min(cols - 1, buffer.savedX),
      Math.min(rows - 1, Math.max(0, buffer.savedY - buffer.ybase)),
      ...[buffer.savedCurAttrData.fg, buffer.savedCurAttrData.bg].map(
        (packed) => `${colour(packed)} ${(packed & ~COLOUR) >>> 0}`,
      ),
      buffer.savedCharset,
    ],
  }
}

/**
 * Everything that later output can depend on, as plain data: two terminals with the same portrait
 * are the same terminal. What has scrolled away is left out.
 */
export function portrait(core: Internals, cols: number, rows: number) {
  const { normal, alt, active } = core.buffers
  const { coreService, coreMouseService, optionsService, _charsetService, _inputHandler } = core
  const pen = _inputHandler._curAttrData
  return {
    normal: describeBuffer(core, normal, cols, rows),
    alt:
      active === alt
        ? describeBuffer(core, alt, cols, rows)
        : describeBuffer(core, alt, cols, rows).saved,
    cursor: [active === alt ? 'alt' : 'normal', active.x, active.y],
    pen: [
      colour(pen.fg),
      colour(pen.bg),
      (pen.fg & ~COLOUR) >>> 0,
      (pen.bg & ~COLOUR & ~(isDead(core, pen.extended.urlId) ? 0x10000000 : 0)) >>> 0,
      (pen.extended._ext & 0x1c000000) >>> 0,
      colour(pen.extended._ext),
      core._oscLinkService.getLinkData(pen.extended.urlId)?.uri,
    ],
    joins: _inputHandler._parser.precedingJoinState,
    hidden: coreService.isCursorHidden,
    insert: coreService.modes.insertMode,
    modes: { ...coreService.decPrivateModes },
    mouse: [coreMouseService.activeProtocol, coreMouseService.activeEncoding],
    options: [optionsService.rawOptions.convertEol, optionsService.rawOptions.cursorBlink],
    charsets: [
      _charsetService.glevel,
      _charsetService.charset,
      ...[0, 1, 2, 3].map((level) => _charsetService._charsets[level]),
    ],
  }
}
