import type { Attributes, Internals } from './screen-internals.ts'

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
  /** Which link, 0 for none. */
  readonly link: number
}
export const PLAIN: Pen = { fg: 0, bg: 0, ext: 0, link: 0 }

/** The pen that a cell was drawn with. */
export function penOf({ fg, bg, extended }: Attributes): Pen {
  if (!(bg & HAS_EXTENDED)) return { fg, bg, ext: 0, link: 0 }
  return { fg, bg, ext: extended._ext & 0x1fffffff, link: extended.urlId }
}

export const samePen = (a: Pen, b: Pen) =>
  a.fg === b.fg && a.bg === b.bg && a.ext === b.ext && a.link === b.link

/** Did only an erasure with this background make it? */
export const isErased = ({ fg, bg }: Pen) => fg === 0 && (bg & ~COLOUR) === 0
/** The pen that erases to the same background. */
export const eraser = ({ bg }: Pen): Pen => ({ ...PLAIN, bg: bg & COLOUR })

/**
 * Underlined, yet without a style: xterm restores a saved cursor's underline so, because it saves
 * the bit and not the style. No SGR says it; only restoring a cursor does.
 */
export const isStyleless = ({ fg, bg, ext }: Pen) =>
  (fg & UNDERLINE) !== 0 && (bg & HAS_EXTENDED) !== 0 && ext >>> 26 === 0

/** SGR (and DECSCA) that set a pen from whatever it was, the link aside. */
export function sgr({ fg, bg, ext }: Pen): string {
  const codes = ['0']
  for (const [bit, code] of FG_FLAGS) if (fg & bit) codes.push(code)
  for (const [bit, code] of BG_FLAGS) if (bg & bit) codes.push(code)
  const style = Math.max(1, (ext >>> 26) & 7)
  if (fg & UNDERLINE) codes.push(style === 1 ? '4' : `4:${style}`)
  codes.push(...colour(fg, 30), ...colour(bg, 40), ...underlineColour(ext))
  return `\x1b[${codes.join(';')}m${bg & PROTECTED ? '\x1b[1"q' : ''}`
}

/** `base` is 30 for the text and 40 for what is behind it. */
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
  /** Somebody else has changed the pen. */
  forget(): void
}

/**
 * `shared` are links without an id that are drawn in several pieces: they get one, so that the
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
  return {
    use(pen) {
      if (samePen(pen, set)) return ''
      const text = (pen.link === set.link ? '' : link(pen.link)) + sgr(pen)
      set = pen
      return isStyleless(pen) ? `${text}\x1b7\x1b[24m\x1b8` : text
    },
    forget() {
      set = { fg: -1, bg: -1, ext: -1, link: -1 }
    },
  }
}
