import type { Size } from '../../base/event.ts'
import { createOutput } from './output.ts'
import { isC1, passable } from './fast-path.ts'
import { ESC, REPLACEMENT, createSequences } from './sequences.ts'
import type { Bounds, OwnMarks, TakenOut } from './sequences.ts'
import { codePointLength } from './utf8.ts'

export interface SanitizerSink extends TakenOut {
  /**
   * Output that is safe to show. It begins and ends between two sequences and between two code
   * points. It may be a view of the chunk that was pushed.
   */
  bytes(clean: Uint8Array): void
}

export interface SanitizerOptions extends OwnMarks {
  readonly size: Size
}

export interface Sanitizer {
  push(chunk: Uint8Array): void
  /** Nothing follows. Gives out what is pending, made harmless. */
  end(): void
  resize(size: Size): void
}

const NOTHING = new Uint8Array(0)

/**
 * Makes terminal output safe for any view: it can neither freeze the page nor ask the terminal
 * anything, reach the clipboard or leave a sequence open. Output is cut only where the terminal's
 * parser is at rest. The result depends on the bytes alone, never on how they arrive in chunks. C1
 * controls come out as their seven-bit forms; malformed UTF-8 as U+FFFD.
 */
export function createSanitizer(options: SanitizerOptions, sink: SanitizerSink): Sanitizer {
  const output = createOutput((bytes) => sink.bytes(bytes))
  const bounds: Bounds = { ...boundsOf(options.size), foreign: 0, position: 0 }
  const sequences = createSequences(options, sink, output, bounds)
  /** The first bytes of a code point whose rest has not arrived. */
  let held: Uint8Array = NOTHING

  /** Takes the byte or code point at `i`, which may need a change. */
  const take = (data: Uint8Array, i: number, size: number) => {
    const byte = data[i]!
    if (isC1(data, i, size)) sequences.c1(data[i + 1]!)
    else if (!sequences.atRest) {
      if (size === 1) sequences.step(byte)
      else sequences.wide(size < 0 ? REPLACEMENT : data.subarray(i, i + size))
      // After a sequence, no character joins the cell before it.
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
      while (i < data.length) {
        const from = i
        if (sequences.atRest) {
          i = passable(data, i, bounds)
          output.run(data, from, i)
        } else i = sequences.skip(data, i)
        if (i === data.length) break
        const size = data[i]! < 0x80 ? 1 : codePointLength(data, i)
        // The chunk ends inside a code point: its first bytes wait for the next chunk.
        if (size === 0) break
        bounds.position = origin + i
        take(data, i, size)
        i += Math.abs(size)
      }
      if (i < data.length) held = data.slice(i)
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

const boundsOf = ({ cols, rows }: Size) => ({ most: Math.max(cols, rows), rows })

function join(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length)
  both.set(a)
  both.set(b, a.length)
  return both
}
