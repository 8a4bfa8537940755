import type { Driver } from '../../core/playback/driver.ts'
import type { Signal } from '../../core/base/event.ts'
import { createSanitizer, type Sanitizer } from '../../core/terminal/sanitize/sanitizer.ts'

const encoder = new TextEncoder()

/**
 * A driver whose bytes are safe for any view, whoever recorded them: a dozen bytes can freeze xterm for
 * minutes. What a server sends is sanitized there already.
 */
export function sanitizingDriver(driver: Driver): Driver {
  return {
    kind: driver.kind,
    attach(emit, from) {
      let filter: Sanitizer | null = null
      let clean: Uint8Array[] = []
      const sink = { bytes: (bytes: Uint8Array) => void clean.push(bytes.slice()) }
      const take = () => {
        const taken = clean
        clean = []
        return taken
      }
      const pass = (signal: Signal, parsed?: () => void): void => {
        if (signal.type === 'reset') {
          const { size, screen } = signal.snapshot
          const once = createSanitizer({ size }, sink)
          once.push(encoder.encode(screen))
          once.end()
          filter = createSanitizer({ size }, sink)
          emit({ type: 'reset', snapshot: { size, screen: text(take()) } }, parsed)
          return
        }
        if (signal.type === 'resize') filter?.resize(signal.size)
        if (signal.type !== 'output' || !filter) return emit(signal, parsed)
        filter.push(signal.data)
        const pieces = take()
        pieces.forEach((data, n) =>
          emit({ ...signal, data }, n === pieces.length - 1 ? parsed : undefined),
        )
        if (pieces.length === 0) parsed?.()
      }
      return driver.attach(pass, from)
    },
    perform: (step, tell) => driver.perform(step, tell),
    write: (data) => driver.write(data),
    playhead: () => driver.playhead?.() ?? null,
    seek: (at) => driver.seek?.(at),
  }
}

/** The sanitizer cuts between code points, so each piece is whole text. */
function text(pieces: readonly Uint8Array[]): string {
  const decoder = new TextDecoder()
  return pieces.map((piece) => decoder.decode(piece)).join('')
}
