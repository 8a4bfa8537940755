import { CSI_LIMIT, GROWS, IS_LINES, PARAMETER_LIMIT, clampCsi, judgeCsi } from './csi.ts'
import type { Output } from './output.ts'
import { LINK_LIMIT, STRING_LIMIT, isQueryDcs, judgeOsc } from './osc-dcs.ts'

/** States of the parser, after https://vt100.net/emu/dec_ansi_parser as xterm.js has it. */
const GROUND = 0
const ESCAPE = 1
const ESCAPE_MORE = 2
const CSI = 3
const CSI_IGNORE = 4
const OSC = 5
const DCS = 6
/** SOS, PM, APC, and a DCS that is too long: nothing of it is kept. */
const IGNORED = 7
/** An OSC that is too long. Unlike the others it also ends at BEL. */
const OSC_IGNORE = 8

export const ENQ = 0x05
const BEL = 0x07
const CAN = 0x18
const SUB = 0x1a
export const ESC = 0x1b
export const DEL = 0x7f
const REP = 0x62

/** U+FFFD, which replaces a malformed code point. */
export const REPLACEMENT = new Uint8Array([0xef, 0xbf, 0xbd])
/** REP is not limited further for cells with fewer code points than this. */
const CELL_LIMIT = 64
const LINK_WINDOW = 1024 * 1024

/** The values on which the limits of a sequence depend at this place in the stream. */
export interface Bounds {
  /** The longer side of the screen. */
  most: number
  rows: number
  /**
   * The number of code points outside ASCII without a break. They may all be in one cell, which REP
   * repeats.
   */
  foreign: number
  /** The number of bytes of the stream before this place. */
  position: number
}

/** The largest parameter for a sequence with this final. */
export function largest(final: number, { most, rows, foreign }: Bounds): number {
  if (GROWS[final] !== true) return PARAMETER_LIMIT
  if (IS_LINES[final] === true) return rows
  if (final !== REP || foreign <= CELL_LIMIT) return most
  return Math.max(1, Math.floor((CELL_LIMIT * most) / foreign))
}

/** The secrets by which a sequence is recognised as one of ours. */
export interface OwnMarks {
  /** The `aid` of the marks of our own rc file. */
  readonly aid?: string
  /** The secret of `OSC 7337;<sentinel> ST`, which is reported as `sentinel`. */
  readonly sentinel?: string
}

/** Called for each sequence that is taken out of the output, at its place between the bytes. */
export interface TakenOut {
  /** The fields of an OSC 133 with our aid, without the aid. Every other OSC 133 is dropped. */
  mark?(fields: readonly string[]): void
  /** A complete query to the terminal; dropped without this listener. */
  query?(bytes: Uint8Array): void
  sentinel?(): void
}

/** The parser outside its ground state: collects one sequence, then decides about it. */
export interface Sequences {
  readonly atRest: boolean
  /** An ESC in the ground state. */
  begin(): void
  /** One byte below 0x80. */
  step(byte: number): void
  /** A code point of two bytes or more, or U+FFFD for what is malformed. */
  wide(bytes: Uint8Array): void
  /** A C1 control, which ends any open sequence. */
  c1(code: number): void
  /**
   * The end of the printable ASCII from `from` on, within a string that is not kept; elsewhere
   * `from`.
   */
  skip(data: Uint8Array, from: number): number
  /** A control character that the terminal carries out even inside a sequence. */
  control(byte: number): void
  /** Drops the open sequence. */
  abandon(): void
}

export function createSequences(
  { aid, sentinel }: OwnMarks,
  sink: TakenOut,
  output: Output,
  bounds: Bounds,
): Sequences {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  const sequence = new Uint8Array(STRING_LIMIT)
  let state = GROUND
  let length = 0
  let links = 0
  let linksUntil = LINK_WINDOW

  const begin = (next: number) => {
    state = next
    length = 0
  }
  const collect = (byte: number) => {
    if (length === STRING_LIMIT) state = state === OSC ? OSC_IGNORE : IGNORED
    else sequence[length++] = byte
  }
  const collected = () => decoder.decode(sequence.subarray(0, length))
  /** The same for ASCII, where setting up a decoder would cost more than the decoding. */
  const plain = () => String.fromCharCode(...sequence.subarray(0, length))

  const aside = (tell: () => void) => {
    output.flush()
    tell()
  }
  const ask = (text: string) => {
    if (sink.query) aside(() => sink.query?.(new TextEncoder().encode(text)))
  }
  const control = (byte: number) => {
    if (byte === ENQ) ask('\x05')
    else if (byte !== DEL) output.text(String.fromCharCode(byte))
  }

  const endCsi = (final: number) => {
    const body = plain()
    const character = String.fromCharCode(final)
    const verdict = judgeCsi(body, character)
    state = GROUND
    if (verdict === 'drop') return
    const text = `\x1b[${clampCsi(body, largest(final, bounds))}${character}`
    if (verdict === 'pass') output.text(text)
    else ask(text)
  }

  const passOsc = (terminator: string) => {
    output.text('\x1b]')
    output.raw(sequence, length)
    output.text(terminator)
  }
  const endLink = () => output.text('\x1b]8;;\x1b\\')
  const countLink = () => {
    if (bounds.position >= linksUntil) {
      links = 0
      linksUntil = bounds.position - (bounds.position % LINK_WINDOW) + LINK_WINDOW
    }
    return ++links
  }
  const endOsc = (terminator: string) => {
    const payload = collected()
    const verdict = judgeOsc(payload, aid, sentinel)
    switch (verdict.type) {
      case 'pass':
        return passOsc(terminator)
      case 'link':
        return countLink() <= LINK_LIMIT ? passOsc(terminator) : endLink()
      case 'unlink':
        return endLink()
      case 'query':
        return ask(`\x1b]${payload}${terminator}`)
      case 'mark':
        return aside(() => sink.mark?.(verdict.fields))
      case 'sentinel':
        return aside(() => sink.sentinel?.())
      case 'drop':
        return
      default:
        verdict satisfies never
    }
  }
  const endString = (terminator: string) => {
    const kind = state
    state = GROUND
    if (kind === OSC) endOsc(terminator)
    else if (kind === DCS) {
      const payload = collected()
      if (isQueryDcs(payload)) ask(`\x1bP${payload}\x1b\\`)
    }
  }

  const escape = (byte: number) => {
    if (byte < 0x30) {
      begin(ESCAPE_MORE)
      return collect(byte)
    }
    if (byte === 0x5b) return begin(CSI)
    if (byte === 0x5d) return begin(OSC)
    if (byte === 0x50) return begin(DCS)
    if (byte === 0x58 || byte === 0x5e || byte === 0x5f) return begin(IGNORED)
    state = GROUND
    // DECID asks; `\` is the rest of a terminator.
    if (byte === 0x5a) ask('\x1bZ')
    else if (byte !== 0x5c) output.text(`\x1b${String.fromCharCode(byte)}`)
  }
  const escapeMore = (byte: number) => {
    // xterm reads two intermediates at most; a third is kept to show that there were more.
    if (byte < 0x30) return length > 2 ? undefined : collect(byte)
    state = GROUND
    if (length <= 2) output.text(`\x1b${plain()}${String.fromCharCode(byte)}`)
  }
  const csi = (byte: number) => {
    if (byte >= 0x40) return state === CSI ? endCsi(byte) : begin(GROUND)
    if (length === CSI_LIMIT) state = CSI_IGNORE
    else sequence[length++] = byte
  }

  return {
    get atRest() {
      return state === GROUND
    },
    begin: () => begin(ESCAPE),
    abandon: () => begin(GROUND),
    control,
    skip(data, from) {
      let i = from
      if (state < IGNORED) return i
      while (i < data.length && data[i]! >= 0x20 && data[i]! < DEL) i++
      return i
    },
    step(byte) {
      if (byte === ESC) {
        if (state >= OSC) endString('\x1b\\')
        begin(ESCAPE)
      } else if (byte === CAN || byte === SUB) state = GROUND
      else if (state >= OSC) {
        if (byte === BEL && (state === OSC || state === OSC_IGNORE)) endString('\x07')
        else if (byte >= 0x20 && state < IGNORED) collect(byte)
      } else if (byte < 0x20) control(byte)
      else if (byte !== DEL) {
        if (state === ESCAPE) escape(byte)
        else if (state === ESCAPE_MORE) escapeMore(byte)
        else csi(byte)
      }
    },
    wide(bytes) {
      if (state === OSC || state === DCS) bytes.forEach(collect)
      else if (state < OSC && state !== CSI_IGNORE) state = GROUND
    },
    c1(code) {
      if (code === 0x9c && state >= OSC) return endString('\x1b\\')
      state = GROUND
      if (code === 0x9b) begin(CSI)
      else if (code === 0x9d) begin(OSC)
      else if (code === 0x90) begin(DCS)
      else if (code === 0x98 || code === 0x9e || code === 0x9f) begin(IGNORED)
      // IND, NEL and HTS; xterm carries out none of the others.
      else if (code === 0x84 || code === 0x85 || code === 0x88)
        output.text(`\x1b${String.fromCharCode(code - 0x40)}`)
    },
  }
}
