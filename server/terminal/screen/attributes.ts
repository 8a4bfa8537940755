import type { CellAttributes, Internals } from './xterm-internals.ts'

/** Bits of `fg` and `bg` and fields of `_ext`, from xterm's buffer/Constants.ts. */
const COLOUR = 0x3ffffff
const UNDERLINE = 0x10000000
const HAS_EXTENDED = 0x10000000
const PROTECTED = 0x20000000
const FG_FLAGS = [
  [0x08000000, '1'],
  [0x20000000, '5'],
  [0x04000000, '7'],
  [0x40000000, '8'],
  [0x80000000, '9'],
] as const
const BG_FLAGS = [
  [0x08000000, '2'],
  [0x04000000, '3'],
  [0x40000000, '53'],
] as const

export interface Pen {
  readonly fg: number
  readonly bg: number
  /** Style and colour of underlines; 0 where there are none. */
  readonly ext: number
  /** The number of the link, 0 for none. */
  readonly link: number
}
export const PLAIN: Pen = { fg: 0, bg: 0, ext: 0, link: 0 }

/** The pen that a cell was drawn with. */
export function penOf({ fg, bg, extended }: CellAttributes): Pen {
  if (!(bg & HAS_EXTENDED)) return { fg: fg >>> 0, bg, ext: 0, link: 0 }
  // xterm keeps the highest bit of `fg` as a sign in some places and not in others.
  return { fg: fg >>> 0, bg, ext: extended._ext & 0x1fffffff, link: extended.urlId }
}

export const samePen = (a: Pen, b: Pen) =>
  a.fg === b.fg && a.bg === b.bg && a.ext === b.ext && a.link === b.link

/** Whether the cell can be drawn by erasing with this background. */
export const isErased = ({ fg, bg }: Pen) => fg === 0 && (bg & ~COLOUR) === 0
/** The pen that erases to the same background. */
export const eraser = ({ bg }: Pen): Pen => ({ ...PLAIN, bg: bg & COLOUR })

/**
 * Whether the pen underlines without a style. xterm restores a saved cursor's underline like this,
 * because it saves the bit and not the style. Only restoring a cursor leads to it, and no SGR.
 */
export const isStyleless = ({ fg, bg, ext }: Pen) =>
  (fg & UNDERLINE) !== 0 && (bg & HAS_EXTENDED) !== 0 && ext >>> 26 === 0

export const withoutLink = (pen: Pen): Pen =>
  pen.ext >>> 26 === 0 ? { ...pen, bg: pen.bg & ~HAS_EXTENDED, link: 0 } : { ...pen, link: 0 }

/** Whether the bits of a pen without underline show that it draws a link. */
export const hasLinkBit = (fg: number, bg: number) =>
  (bg & HAS_EXTENDED) !== 0 && (fg & UNDERLINE) === 0

/**
 * Whether no SGR leads to this pen. A restored cursor brings the bits that were saved, and leaves
 * the underline's style and the link as they are now.
 */
export function isMixed(pen: Pen): boolean {
  const underlined = (pen.fg & UNDERLINE) !== 0
  const extended = (pen.bg & HAS_EXTENDED) !== 0
  return underlined !== pen.ext >>> 26 > 0 || extended !== (underlined || pen.link !== 0)
}
const isExtended = ({ ext, link }: Pen) => ext >>> 26 > 0 || link !== 0

/** Whether restoring a cursor that was saved with these bits can lead to this pen. */
export const leadsTo = (saved: { fg: number; bg: number }, pen: Pen) =>
  ((saved.fg ^ pen.fg) & UNDERLINE) === 0 &&
  (((saved.bg ^ pen.bg) & HAS_EXTENDED) === 0 ||
    ((pen.bg & HAS_EXTENDED) !== 0) === isExtended(pen))

/** Returns the output around a restored cursor that turns the saved pen into a mixed one. */
export function mixed(pen: Pen, painter: Painter): { before: string; after: string } {
  const style = (pen.ext >>> 26) & 7
  const underline = ['24', ...(style === 0 ? [] : [`4:${style}`]), ...underlineColour(pen.ext)]
  const codes = ['22;23;25;27;28;29;55;39;49', ...flags(pen), ...colours(pen)]
  const set = `\x1b[${codes.join(';')}m\x1b[${pen.bg & PROTECTED ? 1 : 0}"q`
  // Opening and closing a link sets the bit as style and link have it.
  const settled = ((pen.bg & HAS_EXTENDED) !== 0) === isExtended(pen)
  return {
    before: `${painter.link(pen.link)}\x1b[${underline.join(';')}m`,
    after: set + (settled ? ANY_LINK + painter.link(pen.link) : ''),
  }
}

/** Opens a link where only the bit that it sets is wanted. */
export const ANY_LINK = '\x1b]8;;http://localhost/\x1b\\'

/** SGR (and DECSCA) that set a pen from any other pen, without the link. */
export function sgr(pen: Pen): string {
  const codes = ['0', ...flags(pen)]
  const style = Math.max(1, (pen.ext >>> 26) & 7)
  if (pen.fg & UNDERLINE) codes.push(style === 1 ? '4' : `4:${style}`)
  codes.push(...colours(pen), ...underlineColour(pen.ext))
  return `\x1b[${codes.join(';')}m${pen.bg & PROTECTED ? '\x1b[1"q' : ''}`
}

const flags = ({ fg, bg }: Pen) => [
  ...FG_FLAGS.filter(([bit]) => fg & bit).map(([, code]) => code),
  ...BG_FLAGS.filter(([bit]) => bg & bit).map(([, code]) => code),
]
const colours = ({ fg, bg }: Pen) => [...colour(fg, 30), ...colour(bg, 40)]

/** `base` is 30 for the text and 40 for the background. */
function colour(value: number, base: 30 | 40): string[] {
  const index = value & 0xff
  switch (value & 0x3000000) {
    case 0x1000000:
      return [String(index < 8 ? base + index : base + 52 + index)]
    case 0x2000000:
      return [`${base + 8};5;${index}`]
    case 0x3000000:
      return [`${base + 8};2;${(value >> 16) & 0xff};${(value >> 8) & 0xff};${index}`]
    default:
      return []
  }
}

function underlineColour(ext: number): string[] {
  const index = ext & 0xff
  switch (ext & 0x3000000) {
    case 0x1000000:
    case 0x2000000:
      return [`58:5:${index}`]
    case 0x3000000:
      return [`58:2::${(ext >> 16) & 0xff}:${(ext >> 8) & 0xff}:${index}`]
    default:
      return []
  }
}

/** Writes pens and links, and remembers which is set. */
export interface Painter {
  use(pen: Pen): string
  /** Does not use a saved cursor, at the price of a missing underline style. */
  useKeepingSaved(pen: Pen): string
  /** The link alone. */
  link(id: number): string
  /** Forgets what is set, because something else has changed the pen. */
  forget(): void
}

/**
 * `shared` are links without an id that are drawn in several pieces. They get an id, so that the
 * pieces stay one link.
 */
export function createPainter(core: Internals, shared: ReadonlySet<number>): Painter {
  let set: Pen = PLAIN
  const link = (id: number) => {
    const data = id === 0 ? undefined : core._oscLinkService.getLinkData(id)
    if (!data) return '\x1b]8;;\x1b\\'
    const name = data.id ?? (shared.has(id) ? `cuecast-${id}` : undefined)
    return `\x1b]8;${name === undefined ? '' : `id=${name}`};${data.uri}\x1b\\`
  }
  const useKeepingSaved = (pen: Pen) => {
    if (samePen(pen, set)) return ''
    const text = (pen.link === set.link ? '' : link(pen.link)) + sgr(pen)
    set = pen
    return text
  }
  return {
    link,
    useKeepingSaved,
    use(pen) {
      const text = useKeepingSaved(pen)
      return text !== '' && isStyleless(pen) ? `${text}\x1b7\x1b[24m\x1b8` : text
    },
    forget() {
      set = { fg: -1, bg: -1, ext: -1, link: -1 }
    },
  }
}
