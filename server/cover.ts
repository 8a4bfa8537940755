import type { Clock } from '../core/clock.ts'
import type { Ms, Stop } from '../core/event.ts'
import { createRedactor } from '../core/redact.ts'

/** A person who typed one letter of a secret by chance sees it after this long. */
const IDLE: Ms = 50
/** More characters than these are no chance: they stay covered until it is decided what they are. */
const CHANCE = 3

/**
 * Covers secrets in a stream as it comes. What may be the beginning of one is held back; a single
 * keystroke that merely resembles one is shown as soon as nothing follows it.
 */
export function createCover(
  secrets: readonly string[],
  clock: Clock,
  out: (bytes: Uint8Array) => void,
): { push(bytes: Uint8Array): void; end(): void } {
  const redactor = createRedactor(secrets)
  let stop: Stop = () => {}
  const give = (bytes: Uint8Array) => {
    if (bytes.length > 0) out(bytes)
  }
  return {
    push(bytes) {
      stop()
      give(redactor.push(bytes))
      const held = redactor.held()
      if (held > 0 && held <= CHANCE)
        stop = clock.wake(clock.now() + IDLE, () => give(redactor.flush()))
    },
    end() {
      stop()
      give(redactor.flush())
    },
  }
}
