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

const BETWEEN_COLLECTIONS_MS = 50

/**
 * Of this process, which has to run with `--expose-gc`. The memory of buffers is freed by a thread
 * of its own after a collection, and what held on to them by the next one: so the least of several.
 */
export async function census(): Promise<Census> {
  const readings: NodeJS.MemoryUsage[] = []
  for (let collection = 0; collection < 6; collection++) {
    globalThis.gc?.()
    await new Promise((resolve) => setTimeout(resolve, BETWEEN_COLLECTIONS_MS))
    readings.push(process.memoryUsage())
  }
  const links = readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`)
    } catch {
      return [] // the one that this listing used
    }
  })
  return {
    memory: Math.min(...readings.map(({ rss }) => rss)),
    heap: Math.min(...readings.map(({ heapUsed, external }) => heapUsed + external)),
    descriptors: links.length,
    terminals: links.filter((link) => /ptmx|\/pts\//.test(link)).length,
    children: readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8')
      .split(' ')
      .filter((pid) => pid !== '').length,
  }
}

/** To the test that started us. */
export const say = (what: unknown) => process.stdout.write(`${JSON.stringify(what)}\n`)
