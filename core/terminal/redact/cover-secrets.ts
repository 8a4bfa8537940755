import { cellsOf } from '../width/cells.ts'
import type { Size } from '../../base/event.ts'
import { createLexer } from '../sequence-lexer.ts'
import type { Needles } from './automaton.ts'
import { createCells, type Cells, type Token } from './cells.ts'
import { CHANCE, createTrack } from './track.ts'

/** Searches a stream for secrets, and returns in order the text that is decided. */
export interface Scan {
  /** Adds text. `piece`: the number under which the caller gets it back. */
  feed(text: string, piece: number): void
  /** Keeps the place of something that is not text. */
  place(piece: number): void
  /** Takes everything that is decided: it is part of a secret, or can no longer become one. */
  take(): Token[]
  /**
   * Takes everything. Text that is undecided is shown as it is, or covered where `covered` is true;
   * the search continues after it.
   */
  takeAll(covered: boolean): Token[]
  /** The first undecided token. */
  first(): Token | undefined
  /** The number of tokens that wait. */
  held(): number
  /** Whether so few characters are undecided that they may match by chance. */
  short(): boolean
  resize(size: Size): void
}

const MASK = '•'
/** The longest sequence that is read; terminals ignore longer ones, so those move no cursor. */
const SEQUENCE_LIMIT = 256

export const shownOf = ({ text, covered }: Token): string =>
  covered && text !== '\n' ? MASK.repeat(cellsOf(text)) : text

const SEQUENCE = /\x1b\[[0-?]{0,99}[ -/]{0,2}[@-~]/y

/** The control sequence at this place if all of it is there, as nearly all are. */
function wholeSequence(text: string, at: number): string {
  if (text.charCodeAt(at) !== 0x1b) return ''
  SEQUENCE.lastIndex = at
  return SEQUENCE.exec(text)?.[0] ?? ''
}

/**
 * Searches the stream as it arrives, and with a size also as it stands on a screen of that size.
 */
export function createScan(needles: Needles, size?: Size): Scan {
  const lexer = createLexer()
  const screen = createTrack(needles)
  const payload = createTrack(needles)
  let cells: Cells | null = size ? createCells(size, needles) : null
  let queue: Token[] = []
  let sequence = ''
  /** The tokens that wait because of their place on the screen. */
  let beside: Token[] = []
  let besideBegun = 0

  const add = (text: string, piece: number, single: boolean): Token => {
    const token = { text, piece, single, waits: 0, covered: false, run: 0, given: false }
    queue.push(token)
    return token
  }
  /** Adds text that can be part of no secret. */
  const pass = (text: string, piece: number) => {
    const last = queue[queue.length - 1]
    if (last && !last.single && last.piece === piece) last.text += text
    else add(text, piece, false)
  }

  /** The end of the text from `i` on that neither belongs to a secret nor needs a closer look. */
  function plain(text: string, from: number): number {
    let i = from
    while (i < text.length) {
      const unit = text.charCodeAt(i)
      if (unit === 10 || unit === 13) {
        cells?.control(unit)
        if (cells && cells.state() !== 0) return i + 1
      } else if (unit < 0x20 || (unit > 0x7e && (unit < 0xa0 || unit >= 0x300))) return i
      else if (needles.step(0, unit) !== 0) return i
      else cells?.plain(unit)
      i++
    }
    return i
  }
  function draw(character: string, piece: number): void {
    const unit = character.charCodeAt(0)
    const control = unit < 0x20 || unit === 0x7f
    // Control characters are invisible: they do not hide a secret. A line end may belong to one.
    if (control && unit !== 10) {
      cells?.control(unit)
      return pass(character, piece)
    }
    const token = add(character, piece, true)
    screen.feed(token, !control && cells?.gone() === true)
    if (control) cells?.control(unit)
    else cells?.print(character, token, screen.state())
  }
  function read(character: string, piece: number): void {
    const place = lexer.read(character)
    if (place === 'screen') return draw(character, piece)
    if (place === 'payload') {
      return payload.feed(add(character, piece, true), false)
    }
    // The end of a string ends its search: the next string is another text.
    payload.restart()
    pass(character, piece)
    if (character === '\x1b') sequence = ''
    if (sequence.length < SEQUENCE_LIMIT) sequence += character
    if (lexer.ground()) {
      if (sequence.length < SEQUENCE_LIMIT) cells?.sequence(sequence)
      sequence = ''
    }
  }
  function release(decided: (token: Token) => boolean): Token[] {
    let count = 0
    while (count < queue.length && decided(queue[count]!)) queue[count++]!.given = true
    if (count === queue.length) {
      const all = queue
      queue = []
      return all
    }
    return queue.splice(0, count)
  }

  return {
    feed(text, piece) {
      for (let i = 0; i < text.length;) {
        if (screen.state() === 0 && lexer.ground() && (cells?.state() ?? 0) === 0) {
          const end = plain(text, i)
          if (end > i) pass(text.slice(i, end), piece)
          i = end
          if (i === text.length) break
        }
        const whole = lexer.ground() ? wholeSequence(text, i) : ''
        if (whole !== '') {
          pass(whole, piece)
          // Colours (SGR) do not move the cursor.
          if (!whole.endsWith('m')) cells?.sequence(whole)
          i += whole.length
          continue
        }
        const character = String.fromCodePoint(text.codePointAt(i)!)
        read(character, piece)
        i += character.length
      }
    },
    place: (piece) => void add('', piece, true),
    take() {
      for (const token of beside) token.waits--
      const open = cells?.open(screen.state(), screen.newest())
      beside = open?.tokens ?? []
      besideBegun = open?.begun ?? 0
      for (const token of beside) token.waits++
      return release((token) => token.waits === 0 || token.covered)
    },
    takeAll(covered) {
      if (covered) for (const token of queue) if (token.waits > 0) token.covered = true
      return release(() => true)
    },
    first: () => queue[0],
    held: () => queue.length,
    short: () =>
      Math.max(needles.begun(screen.state()), needles.begun(payload.state()), besideBegun) <=
      CHANCE,
    resize(to) {
      cells = createCells(to, needles)
    },
  }
}
