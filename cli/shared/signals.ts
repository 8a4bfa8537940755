import { Exit, complain } from './output.ts'

/** Is aborted by the first signal that asks this process to end. `ending` says what ends then, for people. */
export function stopOnSignal(ending: string): AbortSignal {
  const stop = new AbortController()
  const onSignal = () => {
    // A second signal does not wait for the shells; the next start cleans up after them.
    if (stop.signal.aborted) process.exit(Exit.failed)
    complain(`stopping: ending ${ending}`)
    stop.abort()
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal)
  return stop.signal
}
