import { cellsOf } from './cells.ts'
import { createLexer } from './lexer.ts'

/** Covers secrets in what is pushed. Text that may be the beginning of one is held back. */
export interface Redactor {
  push(bytes: Uint8Array): Uint8Array
  /** What is held back, as it is: nothing follows, or it has waited long enough. */
  flush(): Uint8Array
  /** How many characters are held back. */
  held(): number
}

/** One code point of the stream, and the piece that it came with. */
interface Token {
  readonly source: string
  shown: string
  readonly piece: number
}

const MASK = '•'

/**
 * Replaces each literal secret by as many `•` as it has cells. It is found as a reader would see it:
 * escape sequences inside it do not hide it, nor does a border between two pieces. Titles and other
 * strings inside OSC, DCS and APC are searched too, each as a text of its own (S-50, S-51).
 */
export function redactPieces(pieces: readonly string[], secrets: readonly string[]): string[] {
  const redactor = createPieceRedactor(secrets)
  return [...pieces.flatMap((piece) => redactor.push(piece)), ...redactor.end()]
}

/**
 * The same for pieces that come one by one. Each answer holds the pieces, in their order, of which
 * it is now decided what they show: all but those that may hold the beginning of a secret.
 */
export function createPieceRedactor(secrets: readonly string[]): {
  push(piece: string): string[]
  end(): string[]
} {
  if (secrets.every((secret) => secret === '')) return { push: (piece) => [piece], end: () => [] }
  const scan = createScan(secrets)
  let waiting: string[] = []
  /** Pieces that were given out. */
  let given = 0
  const ready = (all: boolean): string[] => {
    for (const token of scan.take(all)) waiting[token.piece - given] += token.shown
    const border = all ? waiting.length : Math.min(waiting.length, scan.first() - given)
    const out = waiting.slice(0, border)
    waiting = waiting.slice(border)
    given += border
    return out
  }
  return {
    push(piece) {
      if (waiting.length === 0 && scan.idle() && plainLines(piece, secrets) === piece.length) {
        given++
        return [piece]
      }
      scan.feed(piece, given + waiting.length)
      waiting.push('')
      return ready(false)
    },
    end: () => ready(true),
  }
}

export function redact(text: string, secrets: readonly string[]): string {
  return redactPieces([text], secrets)[0] ?? ''
}

export function createRedactor(secrets: readonly string[]): Redactor {
  if (secrets.every((secret) => secret === '')) {
    return { push: (bytes) => bytes, flush: () => new Uint8Array(), held: () => 0 }
  }
  const scan = createScan(secrets)
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  const encoder = new TextEncoder()
  const shown = (all: boolean) =>
    encoder.encode(
      scan
        .take(all)
        .map((t) => t.shown)
        .join(''),
    )
  return {
    push(bytes) {
      const text = decoder.decode(bytes, { stream: true })
      const plain = scan.idle() ? plainLines(text, secrets) : 0
      scan.feed(text.slice(plain), 0)
      if (plain === text.length) return encoder.encode(text)
      const rest = shown(false)
      if (plain === 0) return rest
      const head = encoder.encode(text.slice(0, plain))
      const whole = new Uint8Array(head.length + rest.length)
      whole.set(head)
      whole.set(rest, head.length)
      return whole
    },
    flush: () => shown(true),
    held: () => scan.held(),
  }
}

/** Control sequences and escapes that are whole, as the lexer reads them. */
const SEQUENCES = /\x1b\[[0-?]*[ -/]*[@-~]|\x1b[ -/]*[0-Z\\-~]/g

/** What needs the lexer: strings, C1, and what ends a sequence half-way. */
const INTRICATE = /\x1b[\]PX^_]|[\x18\x1a\x80-\x9f]/

/**
 * How much of `text` is whole lines without a secret: most of all output, and the reason why a
 * program that prints without end is not slowed down to the pace of the scan below. Asked only
 * where nothing is held back and no sequence is open.
 */
function plainLines(text: string, secrets: readonly string[]): number {
  const lines = text.slice(0, text.lastIndexOf('\n') + 1)
  if (lines === '' || INTRICATE.test(lines)) return 0
  const seen = lines.replace(SEQUENCES, '')
  // A secret of several lines may begin in the last of them.
  const spoilt = secrets.some((s) => s.includes('\n') || (s !== '' && seen.includes(s)))
  return spoilt || seen.includes('\x1b') ? 0 : lines.length
}

/** Two texts are read side by side: what the screen shows, and the string inside a sequence. */
interface View {
  readonly tokens: Token[]
}

function createScan(secrets: readonly string[]) {
  const needles = secrets.filter((secret) => secret !== '').map((secret) => [...secret])
  const lexer = createLexer()
  const screen: View = { tokens: [] }
  let payload: View = { tokens: [] }
  let pending: Token[] = []

  const match = ({ tokens }: View) => {
    for (const needle of needles) {
      const start = tokens.length - needle.length
      if (start < 0 || !needle.every((c, i) => tokens[start + i]?.source === c)) continue
      for (const token of tokens.slice(start)) token.shown = MASK.repeat(cellsOf(token.source))
    }
  }

  /** Where the longest end of the view begins that a secret may begin with. */
  const held = ({ tokens }: View): number => {
    const longest = Math.max(0, ...needles.map((needle) => needle.length - 1))
    for (let start = Math.max(0, tokens.length - longest); start < tokens.length; start++) {
      const rest = tokens.slice(start)
      if (needles.some((needle) => rest.every((token, i) => token.source === needle[i]))) {
        return start
      }
    }
    return tokens.length
  }

  return {
    held: () => pending.length,
    /** The piece of the first character that is held back. */
    first: () => pending[0]?.piece ?? Infinity,
    /** Nothing is held back, and what comes next is text. */
    idle: () => pending.length === 0 && lexer.ground(),
    feed(text: string, piece: number): void {
      for (const source of text) {
        const token = { source, shown: source, piece }
        pending.push(token)
        const place = lexer.read(source)
        // A string is over with its last character: what follows is another text.
        if (place !== 'payload' && payload.tokens.length > 0) payload = { tokens: [] }
        if (place !== 'screen' && place !== 'payload') continue
        const view = place === 'screen' ? screen : payload
        view.tokens.push(token)
        match(view)
      }
    },
    /** Every token that can no longer be part of a secret, or all of them. */
    take(all: boolean): Token[] {
      const keep = new Set<Token>()
      for (const view of [screen, payload]) {
        const start = all ? view.tokens.length : held(view)
        const first = view.tokens[start]
        if (first) keep.add(first)
        view.tokens.splice(0, start)
      }
      const border = keep.size === 0 ? pending.length : pending.findIndex((t) => keep.has(t))
      const ready = pending.slice(0, border)
      pending = pending.slice(border)
      return ready
    },
  }
}
