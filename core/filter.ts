import type { Size } from './event.ts'
import { CSI_LIMIT } from './filter-csi.ts'
import { createOutput } from './filter-output.ts'
import { DEL, ENQ, ESC, REPLACEMENT, createSequences, largest } from './filter-sequences.ts'
import type { Bounds } from './filter-sequences.ts'
import { codePointLength } from './filter-utf8.ts'

export interface FilterSink {
  /**
   * Output that is safe to show. Begins and ends between two sequences and between two code points.
   * May be a view of the chunk that was pushed.
   */
  bytes(clean: Uint8Array): void
  /** The fields of an OSC 133 that carried our aid, without the aid. Any other OSC 133 is left out. */
  mark?(fields: readonly string[]): void
  /** One whole question to the terminal, in its place between the bytes; left out if not wanted. */
  query?(bytes: Uint8Array): void
  sentinel?(): void
}

export interface FilterOptions {
  readonly size: Size
  /** What marks of our own rc file carry as `aid`. */
  readonly aid?: string
  /** The secret of `OSC 7337;<sentinel> ST`, which goes to `sink.sentinel`. */
  readonly sentinel?: string
}

export interface Filter {
  push(chunk: Uint8Array): void
  /** Nothing follows: gives out what is pending, made harmless. */
  end(): void
  resize(size: Size): void
}

/** Bytes that pass in the ground state: ASCII, control characters included, but for ESC and ENQ. */
const PLAIN = Uint8Array.from({ length: 256 }, (_, b) =>
  b < 0x80 && b !== ESC && b !== ENQ ? 1 : 0,
)
/** Finals of sequences without a prefix that may be a question: looked at with care. */
const MAY_ASK = Uint8Array.from({ length: 128 }, (_, b) =>
  'cntx'.includes(String.fromCharCode(b)) ? 1 : 0,
)
const NOTHING = new Uint8Array(0)

/**
 * Makes terminal output safe for any view, and cuts it only where the terminal's parser is at rest
 * (S-20 to S-25). What comes out depends on the bytes alone, never on how they were cut into
 * chunks. C1 controls come out as their seven-bit forms; malformed UTF-8 as U+FFFD.
 */
export function createFilter(options: FilterOptions, sink: FilterSink): Filter {
  const output = createOutput((bytes) => sink.bytes(bytes))
  const bounds: Bounds = { ...boundsOf(options.size), foreign: 0, position: 0 }
  const sequences = createSequences(options, sink, output, bounds)
  /** The beginning of a code point whose rest has not come yet. */
  let held: Uint8Array = NOTHING

  /** Takes in the byte or code point at `i`, which may not pass as it is. */
  const take = (data: Uint8Array, i: number, size: number) => {
    const byte = data[i]!
    if (isC1(data, i, size)) sequences.c1(data[i + 1]!)
    else if (!sequences.atRest) {
      if (size === 1) sequences.step(byte)
      else sequences.wide(size < 0 ? REPLACEMENT : data.subarray(i, i + size))
      // After a sequence nothing joins the cell before it.
      if (sequences.atRest) bounds.foreign = 0
    } else if (size < 0) output.raw(REPLACEMENT, REPLACEMENT.length)
    else if (byte === ESC) sequences.begin()
    else sequences.control(byte)
  }

  return {
    push(chunk) {
      const data = held.length === 0 ? chunk : join(held, chunk)
      const origin = bounds.position
      held = NOTHING
      let i = 0
      /** Where the bytes begin that pass as they are. */
      let start = 0
      while (i < data.length) {
        const atRest = sequences.atRest
        if (atRest) {
          const from = i
          while (PLAIN[data[i]!] === 1) i++
          if (i > from) bounds.foreign = 0
          if (i === data.length) break
          const after = data[i] === ESC ? plainCsi(data, i, bounds) : 0
          if (after > 0) {
            bounds.foreign = 0
            i = after
            continue
          }
        }
        const size = data[i]! < 0x80 ? 1 : codePointLength(data, i)
        if (atRest && size > 1 && !isC1(data, i, size)) {
          bounds.foreign++
          i += size
          continue
        }
        if (atRest) output.run(data, start, i)
        start = i
        if (size === 0) break
        bounds.position = origin + i
        take(data, i, size)
        i += Math.abs(size)
        start = i
      }
      // Whoever left off in the middle of a code point left its beginning behind.
      if (i < data.length) held = data.slice(i)
      else output.run(data, start, i)
      bounds.position = origin + i
      output.flush()
    },
    end() {
      if (held.length > 0 && sequences.atRest) output.raw(REPLACEMENT, REPLACEMENT.length)
      held = NOTHING
      sequences.abandon()
      output.flush()
    },
    resize(size) {
      Object.assign(bounds, boundsOf(size))
    },
  }
}

/** The end of the common control sequence that begins at `i` and may pass as it is, or 0. */
function plainCsi(data: Uint8Array, i: number, bounds: Bounds): number {
  if (data[i + 1] !== 0x5b) return 0
  let at = i + 2
  const isPrivate = data[at] === 0x3f
  if (isPrivate) at++
  let greatest = 0
  let value = 0
  let byte = data[at]!
  for (; byte >= 0x30 && byte <= 0x3b; byte = data[++at]!) {
    value = byte < 0x3a ? value * 10 + byte - 0x30 : 0
    if (value > greatest) greatest = value
  }
  if (!(byte >= 0x40 && byte < DEL) || at - i - 2 > CSI_LIMIT) return 0
  if (isPrivate ? byte !== 0x68 && byte !== 0x6c : MAY_ASK[byte] === 1) return 0
  return greatest > largest(byte, bounds) ? 0 : at + 1
}

const boundsOf = ({ cols, rows }: Size) => ({ most: Math.max(cols, rows), rows })

/** C1 controls are U+0080 to U+009F, which UTF-8 writes as C2 80 to C2 9F. */
function isC1(data: Uint8Array, i: number, size: number): boolean {
  return size === 2 && data[i] === 0xc2 && data[i + 1]! < 0xa0
}

function join(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length)
  both.set(a)
  both.set(b, a.length)
  return both
}
