import type { Stop } from './event.ts'

/**
 * Tells listeners what happens. Each `on` is a registration of its own, so the same function may
 * listen twice and stop once. A listener that stops during an `emit` gets nothing more; one that
 * begins during an `emit` gets the next value. An error that a listener throws reaches the caller
 * of `emit`.
 */
export interface Emitter<Said extends readonly unknown[]> {
  readonly on: (hear: (...said: Said) => void) => Stop
  readonly emit: (...said: Said) => void
}

export function createEmitter<Said extends readonly unknown[] = []>(): Emitter<Said> {
  const listeners = new Set<{ readonly hear: (...said: Said) => void }>()
  return {
    on(hear) {
      const listener = { hear }
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    emit(...said) {
      for (const listener of [...listeners]) {
        if (listeners.has(listener)) listener.hear(...said)
      }
    },
  }
}

/** An emitter for a state: a new listener gets the last value at once, if there was one. */
export function createLatestEmitter<Said extends readonly unknown[]>(): Emitter<Said> {
  const { on, emit } = createEmitter<Said>()
  let last: Said | null = null
  return {
    on(hear) {
      if (last) hear(...last)
      return on(hear)
    },
    emit(...said) {
      last = said
      emit(...said)
    },
  }
}
