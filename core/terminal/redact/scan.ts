import { cellsOf } from '../cell-width.ts'
import type { Size } from '../../base/event.ts'
import { createLexer } from '../sequence-lexer.ts'
import type { Needles } from './automaton.ts'
import { createCells, type Cells, type Token } from './cells.ts'
import { CHANCE, createTrack } from './track.ts'

/** Reads a stream for secrets, and gives out in its order what is decided. */
export interface Scan {
  /** `piece`: whatever belongs together, for whoever takes it out again. */
  feed(text: string, piece: number): void
  /** Something that is no text has its place here. */
  place(piece: number): void
  /** All that is decided now: what can no longer become part of a secret, or is one. */
  take(): Token[]
  /**
   * All there is. What is still undecided is shown as it is, or with `covered` in disguise; either way
   * the search goes on after it.
   */
  takeAll(covered: boolean): Token[]
  /** The first token that is not decided. */
  first(): Token | undefined
  /** How many tokens are held back. */
  held(): number
  /** Are so few characters undecided that they may be chance? */
  short(): boolean
  resize(size: Size): void
}

const MASK = '•'
/** A longer sequence moves no cursor. */
const SEQUENCE_LIMIT = 256

export const shownOf = ({ text, covered }: Token): string =>
  covered && text !== '\n' ? MASK.repeat(cellsOf(text)) : text

const SEQUENCE = /\x1b\[[0-?]{0,99}[ -/]{0,2}[@-~]/y

/** A control sequence that stands there from beginning to end: nearly all of them. */
function wholeSequence(text: string, at: number): string {
  if (text.charCodeAt(at) !== 0x1b) return ''
  SEQUENCE.lastIndex = at
  return SEQUENCE.exec(text)?.[0] ?? ''
}

/** With a size it is also read as it stands on a screen of that size, and not only as it comes. */
export function createScan(needles: Needles, size?: Size): Scan {
  const lexer = createLexer()
  const screen = createTrack(needles)
  const payload = createTrack(needles)
  let cells: Cells | null = size ? createCells(size, needles) : null
  let queue: Token[] = []
  let sequence = ''
  /** What waits because of where it stands. */
  let beside: Token[] = []
  let besideBegun = 0

  const add = (text: string, piece: number, single: boolean): Token => {
    const token = { text, piece, single, waits: 0, covered: false, run: 0, given: false }
    queue.push(token)
    return token
  }
  /** Adds to what no secret can be part of. */
  const pass = (text: string, piece: number) => {
    const last = queue[queue.length - 1]
    if (last && !last.single && last.piece === piece) last.text += text
    else add(text, piece, false)
  }

  /** Where the text from `i` on ends that neither belongs to a secret nor needs a second look. */
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
    // Nobody sees them: neither do they hide what they stand in. A line end may belong to a secret.
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
    // A string is over with what ends it: what follows is another text.
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
          // Colours move nothing.
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
