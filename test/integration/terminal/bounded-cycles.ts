import { environment } from '../../../server/terminal/process/environment.ts'
import { spawnPty } from '../../../server/terminal/pty/pty.ts'
import { census, say } from './census.ts'

/**
 * Opens and closes so many terminals, four at a time, and counts at intervals what the process
 * holds.
 */
const cycles = Number(process.argv[2])
const cwd = process.argv[3] ?? ''
const AT_ONCE = 4

function cycle(n: number): Promise<void> {
  return new Promise((resolve, fail) => {
    let length = 0
    // Most end by themselves; every 500th is killed, which is another code path.
    const stays = n % 500 === 0
    // Each terminal has its own mark, so that ending one ends nothing of the others.
    const env = environment({ mark: `bounded-${process.pid}#${n}` })
    const opened = spawnPty(
      {
        ...(stays ? { file: 'sleep', args: ['1000'] } : { file: 'echo', args: ['here'] }),
        env,
        cwd,
        size: { cols: 80, rows: 24 },
      },
      {
        data: (bytes) => void (length += bytes.length),
        exit: () =>
          stays || length === 6 ? resolve() : fail(new Error(`cycle ${n} lost its output`)),
      },
    )
    if (!opened.ok) return fail(new Error(opened.why))
    if (stays) opened.value.kill().catch(fail)
  })
}

let next = 0
const count = async (until: number) => {
  const work = async () => {
    while (next < until) await cycle(++next)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  // A stream's descriptor is closed in the turn after it is destroyed.
  await new Promise(setImmediate)
  return census()
}
// After these cycles the heap has its size, and every module is loaded.
await count(Math.ceil(cycles / 5))
const before = await count(Math.ceil(cycles / 2))
const after = await count(cycles)
say({ before, after })
