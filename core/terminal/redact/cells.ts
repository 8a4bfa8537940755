import { cellsOf } from '../width/cells.ts'
import type { Size } from '../../base/event.ts'
import { stepOver, type Needles } from './automaton.ts'
import { carryOut, type SequenceScreen } from './screen-sequence.ts'

/** A character of the stream, or a control sequence between two characters. */
export interface Token {
  text: string
  readonly piece: number
  /** Whether the token is a single character, and not several that were passed on together. */
  readonly single: boolean
  /** How many searches have not yet decided whether this is part of a secret. */
  waits: number
  /** Whether the token is part of a secret. */
  covered: boolean
  /** How many characters up to this one are covered without a gap. */
  run: number
  given: boolean
}

/**
 * A model of the screen with just enough detail to find secrets that are not in one piece in the
 * stream: parts may be overwritten, deleted, or continue after the right margin. Each cell holds
 * its character and the state of the automaton, which follows from the cell to its left. Sequences
 * that shift whole lines clear the model; the search of the stream still works then.
 */
export interface Cells {
  /** The state of the cell to the left of the cursor. */
  state(): number
  /** Whether the cursor has moved away from where the last character left it. */
  gone(): boolean
  /**
   * Puts a character at the cursor. If it completes a secret, the secret's tokens that still wait
   * are covered.
   */
  print(character: string, token: Token, stream: number): void
  /**
   * A fast `print` for a unit of one cell. It may only be used when no secret has begun and the
   * unit begins none.
   */
  plain(unit: number): void
  control(unit: number): void
  /** Takes a complete escape or control sequence. */
  sequence(text: string): void
  /**
   * Returns the tokens near the cursor that may still become part of a secret, and the length of
   * the longest beginning, in characters.
   */
  open(stream: number, newest: Token | null): { readonly tokens: Token[]; readonly begun: number }
}

/**
 * Stands in the second half of a wide character, and in a cell at the margin that a wide character
 * left empty.
 */
const HALF = 0x110000

export function createCells({ cols, rows }: Size, needles: Needles): Cells {
  const size = cols * rows
  // The rows form a ring, so that scrolling costs one row.
  const states = new Int32Array(size)
  const codes = new Int32Array(size)
  const tokens: (Token | null)[] = Array<Token | null>(size).fill(null)
  let top = 0
  let x = 0
  let y = 0
  /** Whether the row of the cursor continues a full row. */
  let wrapped = false
  let saved = [0, 0]
  let behind = [0, 0]

  const row = (at: number) => ((top + at) % rows) * cols
  const before = (at: number) => (at === 0 ? size - 1 : at - 1)
  const after = (at: number) => (at === size - 1 ? 0 : at + 1)
  const here = () => row(y) + x
  /**
   * The cell to the left of the cursor; for the first cell of a row, the last one of the row above;
   * -1 if there is none.
   */
  const left = () => (x > 0 ? here() - 1 : y > 0 ? before(row(y)) : -1)

  function put(at: number, state: number, code: number, token: Token | null): void {
    states[at] = state
    codes[at] = code
    tokens[at] = token
  }
  function clear(from: number, to: number): void {
    states.fill(0, from, to)
    codes.fill(0, from, to)
    tokens.fill(null, from, to)
  }
  function down(): void {
    if (y < rows - 1) {
      y++
      return
    }
    clear(top * cols, (top + 1) * cols)
    top = (top + 1) % rows
  }
  function move(toX: number, toY: number): void {
    x = Math.max(0, Math.min(cols - 1, toX))
    y = Math.max(0, Math.min(rows - 1, toY))
    wrapped = false
  }
  /**
   * Calls `call` for each of the given number of characters up to this cell, from right to left,
   * until it returns false.
   */
  function leftwards(from: number, characters: number, call: (token: Token | null) => boolean) {
    let at = from
    for (let rest = characters, n = 0; rest > 0 && n < size; n++, at = before(at)) {
      if (codes[at] === HALF) continue
      if (!call(tokens[at] ?? null)) return
      rest--
    }
  }
  function cover(at: number, characters: number): void {
    leftwards(at, characters, (token) => {
      if (token && !token.given && !token.covered) {
        token.covered = true
        token.run = 1
      }
      return true
    })
  }
  /**
   * Computes the states of the cells to the right again, because they may form a secret together
   * with the new character.
   */
  function reread(from: number, state: number, token: Token): void {
    let distance = 1
    for (let at = from, now = state; codes[at] !== 0 && distance < size; at = after(at)) {
      if (codes[at] !== HALF) {
        now = stepOver(needles, now, String.fromCodePoint(codes[at]!))
        distance++
        if (needles.found(now) >= distance) token.covered = true
        if (needles.begun(now) < distance) return
      }
      states[at] = now
    }
  }

  /** Moves cells within the row of the cursor. */
  function shift(to: number, from: number, count: number): void {
    const start = row(y)
    for (const cells of [states, codes, tokens])
      cells.copyWithin(start + to, start + from, start + from + count)
  }
  const screen: SequenceScreen = {
    cols,
    rows,
    get x() {
      return x
    },
    get y() {
      return y
    },
    move,
    down,
    save: () => void (saved = [x, y]),
    restore: () => move(saved[0]!, saved[1]!),
    clear: (at, from, to) => clear(row(at) + from, row(at) + to),
    clearAll: () => clear(0, size),
    insert(column, count) {
      shift(column + count, column, cols - column - count)
      clear(row(y) + column, row(y) + column + count)
    },
    remove(column, count) {
      shift(column, column + count, cols - column - count)
      clear(row(y) + cols - count, row(y) + cols)
    },
  }

  return {
    state: () => (left() < 0 ? 0 : states[left()]!),
    gone: () => x !== behind[0] || y !== behind[1],
    print(character, token, stream) {
      const code = character.codePointAt(0) ?? 0
      const width = code < 0x300 ? 1 : cellsOf(character)
      const beside = left()
      let state = beside < 0 ? 0 : states[beside]!
      if (width === 0) {
        // The character joins the cell before it.
        if (beside >= 0) states[beside] = stepOver(needles, state, character)
        return
      }
      if (x + width > cols) {
        while (x < cols) put(row(y) + x++, state, HALF, null)
        down()
        x = 0
        wrapped = true
      } else if (x > 0) wrapped = false
      state = stepOver(needles, state, character)
      const at = here()
      put(at, state, code, token)
      if (width === 2 && x + 1 < cols) put(at + 1, state, HALF, null)
      x += width
      behind = [x, y]
      const found = needles.found(state)
      // With the same state, the search of the stream has covered the same tokens already.
      if (found > 0 && state !== stream) cover(at, found)
      if (state !== 0 && x < cols) reread(here(), state, token)
    },
    plain(unit) {
      if (x >= cols) {
        down()
        x = 0
      }
      put(here(), 0, unit, null)
      x++
      wrapped = false
    },
    control(unit) {
      if (unit === 8) move(Math.min(x, cols - 1) - 1, y)
      else if (unit === 9) move((Math.min(x, cols - 1) | 7) + 1, y)
      else if (unit === 13) {
        // Programs that wrap by themselves (readline, zsh) return to the beginning of the new row.
        const same = wrapped
        move(0, y)
        wrapped = same
      } else if (unit >= 10 && unit <= 12) {
        down()
        wrapped = false
      }
    },
    sequence: (text) => carryOut(text, screen),
    open(stream, newest) {
      const found: Token[] = []
      let begun = 0
      const gather = (at: number) => {
        const state = at < 0 ? 0 : states[at]!
        const characters = needles.begun(state)
        if (characters === 0 || (state === stream && tokens[at] === newest)) return
        begun = Math.max(begun, characters)
        leftwards(at, characters, (token) => {
          if (token === null || token.given) return false
          if (!token.covered) found.push(token)
          return true
        })
      }
      gather(left())
      // The first character after a full row may have been printed only to make the cursor wrap.
      if (wrapped && x === 1 && y > 0) gather(before(row(y)))
      return { tokens: found, begun }
    },
  }
}
