import { stepOver, type Needles } from './automaton.ts'
import type { Token } from './cells.ts'

/** A text that is read for secrets as it comes, and the characters of it that may become one. */
export interface SecretTrack {
  state(): number
  /** The newest character that may become part of a secret. */
  newest(): Token | null
  /**
   * Takes in a character. With `gone` the one before it no longer stands beside it: what was begun is
   * given up for another place, so that nobody can say that it was no secret, and is covered.
   */
  feed(token: Token, gone: boolean): void
  /** Another text begins. */
  restart(): void
}

/** A person who typed one letter of a secret by chance sees it; more than these are no chance. */
export const CHANCE = 3

export function createTrack(needles: Needles): SecretTrack {
  let state = 0
  /** From `head` on: the characters that `state` stands for. */
  let window: Token[] = []
  let head = 0

  /** Covers the last so many, going by leaps over what is covered. */
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
      // All but the new one, where that begins anew.
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
