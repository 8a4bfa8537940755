import { already } from '../../core/playback/driver.ts'
import type { Outcome, Performance } from '../../core/playback/driver.ts'

/** A performance that begins when the world is ready, unless it was cancelled before. */
export function later<R>(ready: Promise<R>, begin: (result: R) => Performance): Performance {
  let inner: Performance | null = null
  let hurried = false
  let cancel: (outcome: Outcome) => void
  const cancelled = new Promise<Outcome>((resolve) => (cancel = resolve))
  let over = false
  const played = ready.then((result) => {
    if (over) return cancelled
    inner = begin(result)
    if (hurried) inner.hurry()
    return inner.done
  })
  return {
    done: Promise.race([played, cancelled]),
    hurry() {
      hurried = true
      inner?.hurry()
    },
    cancel() {
      over = true
      inner?.cancel()
      if (!inner) cancel({ ok: false, why: 'cancelled' })
    },
  }
}

export function missing(detail: string): Performance {
  return already({ ok: false, why: 'missing', detail })
}
