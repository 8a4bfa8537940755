import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** What a process holds (Linux): none of it may grow with what it has done. */
export interface Census {
  /** Bytes of the process in memory, after a collection: also what its allocators keep for later. */
  readonly memory: number
  /** Bytes that JavaScript holds, buffers included, after a collection. */
  readonly heap: number
  readonly descriptors: number
  readonly terminals: number
  /** Children, the dead among them too. */
  readonly children: number
}

/** Of this process, which has to run with `--expose-gc`. */
export function census(): Census {
  globalThis.gc?.()
  const { rss, heapUsed, external } = process.memoryUsage()
  const links = readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`)
    } catch {
      return [] // the one that this listing used
    }
  })
  return {
    memory: rss,
    heap: heapUsed + external,
    descriptors: links.length,
    terminals: links.filter((link) => /ptmx|\/pts\//.test(link)).length,
    children: readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8')
      .split(' ')
      .filter((pid) => pid !== '').length,
  }
}

/** To the test that started us. */
export const say = (what: unknown) => process.stdout.write(`${JSON.stringify(what)}\n`)
