import { createInterface } from 'node:readline'
import { Exit, complain } from './output.ts'

/** The signals that ask a process to end: Ctrl-C, `kill`, and a terminal that is closed. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Is aborted by the first signal that asks this process to end. `ending` says what ends then, for people. */
export function stopOnSignal(ending: string): AbortSignal {
  const stop = new AbortController()
  const onSignal = () => {
    // A second signal does not wait for the shells; the next start cleans up after them.
    if (stop.signal.aborted) process.exit(Exit.failed)
    complain(`stopping: ending ${ending}`)
    stop.abort()
  }
  for (const signal of SIGNALS) process.on(signal, onSignal)
  return stop.signal
}

/**
 * Resolves at the first Ctrl-C or signal; a second one ends the process at once. Until then `onLine` gets
 * each line that is typed into the terminal.
 */
export function untilStopped(onLine: (line: string) => void): Promise<void> {
  const lines = process.stdin.isTTY ? createInterface({ input: process.stdin }) : null
  lines?.on('line', onLine)
  return new Promise((resolve) => {
    const stop = () => {
      lines?.close()
      for (const signal of SIGNALS) {
        process.off(signal, stop)
        process.once(signal, () => process.exit(Exit.failed))
      }
      resolve()
    }
    lines?.on('SIGINT', stop)
    for (const signal of SIGNALS) process.on(signal, stop)
  })
}
