import { Exit, complain } from './output.ts'

/** Aborted by the first signal that asks this process to end. `ending` is what is being ended, for people. */
export function stopOnSignal(ending: string): AbortSignal {
  const stop = new AbortController()
  const onSignal = () => {
    // Whoever asks twice does not want to wait; the next start cleans up.
    if (stop.signal.aborted) process.exit(Exit.failed)
    complain(`stopping: ending ${ending}`)
    stop.abort()
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal)
  return stop.signal
}
