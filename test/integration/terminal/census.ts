import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** The resources of a process (Linux); none of them may grow with its work. */
export interface Census {
  /**
   * Bytes of the process in memory after a collection, including what its allocators keep for
   * later.
   */
  readonly memory: number
  /** Bytes that JavaScript holds after a collection, buffers included. */
  readonly heap: number
  readonly descriptors: number
  readonly terminals: number
  /** Children, including dead ones. */
  readonly children: number
}

const BETWEEN_COLLECTIONS_MS = 50

/**
 * Measures this process, which has to run with `--expose-gc`. After a collection, a thread frees
 * the memory of buffers, and the next collection frees what held on to them; so the least of
 * several readings counts.
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
      return [] // The descriptor of this listing is closed already.
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

/** Prints a result for the test that started us. */
export const say = (what: unknown) => process.stdout.write(`${JSON.stringify(what)}\n`)
