/**
 * All secrets as one automaton (Aho and Corasick, 1975): a step costs the same however many secrets
 * there are, however long they are and however much of one has been read. Texts are read in UTF-16
 * units. A state stands for the longest end of what was read that some secret begins with; 0: none.
 */
export interface Needles {
  step(state: number, unit: number): number
  /** The characters (code points) that the state stands for: those that may become a secret. */
  begun(state: number): number
  /** The characters of the longest secret that ends in this state; 0: none does. */
  found(state: number): number
}

/** What a terminal does not draw, apart from the line end: it neither hides a secret nor belongs to it. */
const UNDRAWN = /\r\n|[^\P{Cc}\n]/gu

/** Null where there is nothing to look for. A secret of several lines is looked for line by line too. */
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
  // Most units stand in no secret; they share class 0, so that the table stays small.
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
  // In the order of their depth: where a state leads nowhere, it goes where its longest own end goes.
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
