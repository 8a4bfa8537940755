import type { Clock } from '../../../core/base/clock.ts'
import type { Ms, Size, Stop } from '../../../core/base/event.ts'
import type { SanitizerSink } from '../../../core/terminal/sanitize/sanitizer.ts'
import { createNeedles } from '../../../core/terminal/redact/automaton.ts'
import type { Token } from '../../../core/terminal/redact/cells.ts'
import { createScan, shownOf } from '../../../core/terminal/redact/cover-secrets.ts'

/** After this time, somebody who types a letter with which a secret begins sees it. */
const IDLE: Ms = 50

/** Stands between the sanitizer and its sink. */
export interface RedactingStream extends Required<SanitizerSink> {
  resize(size: Size): void
  /** Call it when nothing follows. */
  end(): void
}

/**
 * Covers secrets in sanitized output, which is what will be seen. Text that may be the beginning of a
 * secret is held back, and everything after it waits with it. If nothing follows, up to three
 * characters are shown after a moment; the search goes on after them, so no more than these are ever
 * seen of a secret.
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
  /** Marks, questions and sentinels that wait for the text before them, by their number. */
  const waiting = new Map<number, () => void>()
  let count = 0
  let stop: Stop | null = null

  /**
   * `whole`: the original input, whose bytes are passed on if nothing of it is held back or
   * covered.
   */
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
    // A program that asked something waits for its answer, and a step waits for its end.
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
