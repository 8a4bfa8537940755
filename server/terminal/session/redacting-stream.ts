import type { Clock } from '../../../core/base/clock.ts'
import type { Ms, Size, Stop } from '../../../core/base/event.ts'
import type { SanitizerSink } from '../../../core/terminal/sanitize/sanitizer.ts'
import { createNeedles } from '../../../core/terminal/redact/automaton.ts'
import type { Token } from '../../../core/terminal/redact/cells.ts'
import { createScan, shownOf } from '../../../core/terminal/redact/scan.ts'

/** A person who typed one letter of a secret by chance sees it after this long. */
const IDLE: Ms = 50

/** Stands between the filter and whoever hears it. */
export interface RedactingStream extends Required<SanitizerSink> {
  resize(size: Size): void
  /** Nothing follows. */
  end(): void
}

/**
 * Covers secrets in what the filter let through, which is what will be seen. What may be the beginning
 * of one is held back, and what came behind it waits with it. Up to three characters are shown as soon
 * as nothing follows them; the search goes on after them, so that no more than these are ever seen.
 */
export function createRedactingStream(
  options: { readonly secrets: readonly string[]; readonly size: Size; readonly clock: Clock },
  sink: SanitizerSink,
): RedactingStream {
  const { secrets, size, clock } = options
  const needles = createNeedles(secrets)
  if (!needles) {
    const nothing = () => {}
    return {
      bytes: (bytes) => sink.bytes(bytes),
      mark: (fields) => sink.mark?.(fields),
      query: (bytes) => sink.query?.(bytes),
      sentinel: () => sink.sentinel?.(),
      resize: nothing,
      end: nothing,
    }
  }
  const scan = createScan(needles, size)
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  const encoder = new TextEncoder()
  /** What is no text, by its piece. */
  const waiting = new Map<number, () => void>()
  let count = 0
  let stop: Stop | null = null

  /** `whole`: bytes that need not be made anew where they are all there is to give. */
  function give(tokens: readonly Token[], whole?: { text: string; data: Uint8Array }): void {
    let text = ''
    const flush = () => {
      if (text === '') return
      const data = text === whole?.text ? whole.data : encoder.encode(text)
      text = ''
      sink.bytes(data)
    }
    for (const token of tokens) {
      text += shownOf(token)
      const call = waiting.get(token.piece)
      if (!call) continue
      waiting.delete(token.piece)
      flush()
      call()
    }
    flush()
  }
  function settle(whole?: { text: string; data: Uint8Array }): void {
    give(scan.take(), whole)
    if (scan.first()) return void (stop ??= clock.wake(clock.now() + IDLE, lapse))
    stop?.()
    stop = null
  }
  function lapse(): void {
    stop = null
    if (scan.short()) give(scan.takeAll(false))
    // A program that asked something waits for its answer, and so does a step for its end.
    else if (waiting.size > 0) give(scan.takeAll(true))
  }
  const inTurn = (call: () => void) => {
    if (!scan.first()) return call()
    waiting.set(++count, call)
    scan.place(count)
    settle()
  }

  return {
    bytes(data) {
      const text = decoder.decode(data)
      scan.feed(text, 0)
      settle({ text, data })
    },
    mark: (fields) => inTurn(() => sink.mark?.(fields)),
    query: (bytes) => inTurn(() => sink.query?.(bytes)),
    sentinel: () => inTurn(() => sink.sentinel?.()),
    resize: (to) => scan.resize(to),
    end() {
      stop?.()
      give(scan.takeAll(!scan.short()))
    },
  }
}
