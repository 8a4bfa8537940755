import { stepOver, type Needles } from './automaton.ts'
import type { Token } from './cells.ts'

/**
 * Searches a text for secrets as it arrives, and holds back the characters that may become part of
 * one.
 */
export interface SecretTrack {
  state(): number
  /** The newest character that may still become part of a secret. */
  newest(): Token | null
  /**
   * Takes a character. `gone`: it is not beside the character before it on the screen. If a secret
   * had begun there, its beginning is then covered, because nobody can tell whether it was one.
   */
  feed(token: Token, gone: boolean): void
  /** Starts again with another text. */
  restart(): void
}

/**
 * Up to this many characters of a secret may appear by chance, and are shown. More of them are
 * treated as a secret.
 */
export const CHANCE = 3

export function createTrack(needles: Needles): SecretTrack {
  let state = 0
  /** The tokens of the characters that lead to `state` begin at `head`. */
  let window: Token[] = []
  let head = 0

  /** Covers this many of the last characters, and skips those that are covered already. */
  function cover(characters: number): void {
    const last = window.length - 1
    const first = last - characters + 1
    let at = last
    while (at >= first) {
      const token = window[at]!
      if (token.covered) at -= Math.max(1, token.run)
      else {
        token.covered = true
        at--
      }
    }
    window[last]!.run = last - at
  }
  function drop(keep: number, gone: boolean): void {
    while (window.length - head > keep) {
      const token = window[head++]!
      token.waits--
      if (gone) token.covered = true
    }
    if (head > 64 && head * 2 > window.length) {
      window = window.slice(head)
      head = 0
    }
  }

  return {
    state: () => state,
    newest: () => window[window.length - 1] ?? null,
    feed(token, gone) {
      const lost = gone && needles.begun(state) > CHANCE
      const before = window.length - head
      state = stepOver(needles, state, token.text)
      window.push(token)
      token.waits++
      const keep = needles.begun(state)
      // If a secret begins with the new character, that one is kept.
      if (lost && keep <= before) drop(Math.max(1, keep), true)
      const found = needles.found(state)
      if (found > 0) cover(found)
      drop(keep, false)
    },
    restart() {
      state = 0
      drop(0, false)
    },
  }
}
