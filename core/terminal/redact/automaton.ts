/**
 * All secrets as one automaton (Aho and Corasick, 1975): a step costs the same however many secrets
 * there are, how long they are, and how much of one has been read. Texts are read in UTF-16 units.
 * A state stands for the longest suffix of the text so far that is the beginning of a secret; state
 * 0 for none.
 */
export interface Needles {
  step(state: number, unit: number): number
  /** How many characters (code points) the state stands for. They may become a secret. */
  begun(state: number): number
  /** How many characters the longest secret has that ends in this state; 0: no secret ends here. */
  found(state: number): number
}

/**
 * Characters that a terminal does not draw, apart from the line end. They neither hide a secret nor
 * belong to it.
 */
const UNDRAWN = /\r\n|[^\P{Cc}\n]/gu

/**
 * Builds the automaton; null where there is no secret. A secret of several lines is also searched
 * line by line.
 */
export function createNeedles(secrets: readonly string[], shortest = 4): Needles | null {
  const texts = new Set<string>()
  for (const secret of secrets) {
    const text = secret
      .replace(UNDRAWN, (found) => (found === '\r\n' ? '\n' : ''))
      .replace(/^\n+|\n+$/g, '')
    texts.add(text)
    if (text.includes('\n'))
      for (const line of text.split('\n'))
        if (line.trim().length >= shortest) texts.add(line.trim())
  }
  texts.delete('')
  return texts.size === 0 ? null : build([...texts])
}

function build(texts: readonly string[]): Needles {
  // Most units are in no secret. They share class 0, which keeps the table small.
  const latin = new Uint16Array(256)
  const others = new Map<number, number>()
  const classOf = (unit: number) => (unit < 256 ? latin[unit]! : (others.get(unit) ?? 0))
  let classes = 1
  for (const text of texts)
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i)
      if (classOf(unit) !== 0) continue
      if (unit < 256) latin[unit] = classes++
      else others.set(unit, classes++)
    }
  const states = 1 + texts.reduce((sum, text) => sum + text.length, 0)
  const next = new Int32Array(states * classes)
  const begun = new Int32Array(states)
  const found = new Int32Array(states)
  let count = 1
  for (const text of texts) {
    let state = 0
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i)
      const at = state * classes + classOf(unit)
      const low = unit >= 0xdc00 && unit < 0xe000
      if (next[at] === 0) {
        begun[count] = begun[state]! + (low ? 0 : 1)
        next[at] = count++
      }
      state = next[at]!
    }
    found[state] = begun[state]!
  }
  // By depth: a missing transition is that of the state for the next shorter suffix.
  const fallback = new Int32Array(states)
  const queue: number[] = []
  for (let c = 0; c < classes; c++) if (next[c]! !== 0) queue.push(next[c]!)
  for (let i = 0; i < queue.length; i++) {
    const state = queue[i]!
    const back = fallback[state]!
    found[state] = Math.max(found[state]!, found[back]!)
    for (let c = 0; c < classes; c++) {
      const at = state * classes + c
      const there = next[back * classes + c]!
      if (next[at] === 0) next[at] = there
      else {
        fallback[next[at]!] = there
        queue.push(next[at]!)
      }
    }
  }
  return {
    step: (state, unit) => next[state * classes + classOf(unit)]!,
    begun: (state) => begun[state]!,
    found: (state) => found[state]!,
  }
}

/** The state after a whole character. */
export function stepOver(needles: Needles, state: number, character: string): number {
  let after = state
  for (let i = 0; i < character.length; i++) after = needles.step(after, character.charCodeAt(i))
  return after
}
