import { readFileSync } from 'node:fs'
import { median, type Figure, type Reading } from '../figure.ts'
import {
  serverContenders,
  wait,
  withServer,
  type TerminalServer,
} from '../clients/terminal-client.ts'
import { ours } from '../clients/ours.ts'
import { naive } from '../peers/naive.ts'
import { terminado } from '../peers/terminado.ts'
import { wetty } from '../peers/wetty-client.ts'

const FLOOD = `yes ${'0123456789'.repeat(7)}\r`
/**
 * Milliseconds for which the flood is read before the client stops: heaps and compilers have
 * settled by then.
 */
const SETTLE = 8_000
/** Milliseconds for which the client does not read. */
const STALL = 12_000
/** Milliseconds. The memory before is the median of this last part of the settling. */
const BEFORE = 1_000
const LOOK_EVERY = 100
const MB = 1_000_000

/** The resident memory of one process without its children, in bytes. Linux only. */
export function residentOf(pid: number): number {
  const kb = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  if (kb === undefined) throw new Error(`the memory of process ${pid} is not known`)
  return Number(kb) * 1024
}

/** The values that were seen during `ms`. */
async function watchMemory(pid: number, ms: number): Promise<number[]> {
  const seen: number[] = []
  for (const until = performance.now() + ms; performance.now() < until; await wait(LOOK_EVERY))
    seen.push(residentOf(pid))
  return seen
}

/**
 * How much the memory of a server under a flood rises at most above its value before `change`, in
 * bytes; it is read for `ms` after that.
 */
async function growth(pid: number, change: () => void, settle = SETTLE, ms = STALL) {
  await wait(settle - BEFORE)
  const before = median(await watchMemory(pid, BEFORE))
  change()
  return Math.max(...(await watchMemory(pid, ms))) - before
}

/** Measures a server whose only client stops reading. */
async function stalled(server: TerminalServer, settle = SETTLE, stall = STALL): Promise<number> {
  const client = await server.open()
  client.write(FLOOD)
  return growth(server.pid, () => client.pause(), settle, stall)
}

/** Measures two windows of one shell that both continue to read. */
async function reading(server: TerminalServer): Promise<Reading> {
  if (!server.watch) return {}
  const client = await server.open()
  await server.watch()
  client.write(FLOOD)
  return { both: (await growth(server.pid, () => {})) / MB }
}

/** Measures two windows of which the second stops reading, and later catches up. */
async function watching(server: TerminalServer): Promise<Reading> {
  if (!server.watch) return {}
  const client = await server.open()
  const mirror = await server.watch()
  let missed = 0
  client.hear((bytes) => (missed += bytes.length))
  client.write(FLOOD)
  const grown = await growth(server.pid, () => {
    mirror.pause()
    missed = 0
  })
  client.write('\x03')
  await wait(1_000)
  let bytes = 0
  let heard = performance.now()
  mirror.hear((more) => {
    bytes += more.length
    heard = performance.now()
  })
  mirror.resume()
  // The client has caught up when nothing has come for a second.
  while (performance.now() - heard < 1_000) await wait(50)
  return { mirror: grown / MB, caught: bytes / MB, missed: missed / MB }
}

async function turn(start: () => Promise<TerminalServer>): Promise<Reading> {
  const alone = await withServer(start, stalled)
  const both = await withServer(start, reading)
  return { stalled: alone / MB, ...both, ...(await withServer(start, watching)) }
}

/** Bytes that three seconds may cost on any machine: a heap may grow for reasons of its own. */
const BOUNDED = 16 * MB

export const memory: Figure = {
  id: 'H5',
  title: 'Memory of the server while a client does not read',
  method: `A raw client reads what \`yes\` with 70 characters prints for ${SETTLE / 1000} s, so that heaps and compilers settle, and then does not read its socket for ${STALL / 1000} s. Counted is the highest resident memory of the server process since then (VmRSS each ${LOOK_EVERY} ms, without the shells) less the median of the last ${BEFORE / 1000} s before. Each turn has servers of its own. The second part has two windows at one shell: the first reads on, the second stops, and is then given what it needs to be up to date; what the memory does meanwhile where neither stops is told beside it. Only servers that share a shell have one.`,
  measures: [
    {
      key: 'stalled',
      label: 'growth, the only client stalls',
      unit: 'MB',
      better: 'less',
      target: 1,
    },
    {
      key: 'mirror',
      label: 'growth, a second window stalls',
      unit: 'MB',
      better: 'less',
      target: 1,
    },
    { key: 'both', label: 'growth, both windows read', unit: 'MB', better: 'less' },
    { key: 'caught', label: 'the second window catches up with', unit: 'MB', better: 'less' },
    { key: 'missed', label: 'printed meanwhile', unit: 'MB', better: 'more' },
  ],
  async open() {
    const kinds = [ours, naive, terminado, wetty]
    if (process.platform === 'linux') return serverContenders(kinds, turn)
    return kinds.map(({ name }) => ({ name, skipped: 'memory is read from /proc, on Linux' }))
  },
  async smoke() {
    if (process.platform !== 'linux') return []
    const grown = await withServer(ours.start, (server) => stalled(server, 3_000, 3_000))
    return grown <= BOUNDED
      ? []
      : [`a client that did not read for 3 s cost ${Math.round(grown / MB)} MB`]
  },
}
