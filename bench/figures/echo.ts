import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { WebSocket, WebSocketServer } from 'ws'
import { spawnPty } from '../../server/terminal/pty/pty.ts'
import { percentile, type Contender, type Figure, type Reading } from '../figure.ts'
import {
  ask,
  serverContenders,
  wait,
  withServer,
  type TerminalClient,
  type TerminalServer,
} from '../clients/terminal-client.ts'
import { ours } from '../clients/ours.ts'
import { naive } from '../peers/naive.ts'
import { terminado } from '../peers/terminado.ts'
import { ttyd } from '../peers/ttyd.ts'
import { wetty } from '../peers/wetty-client.ts'

/** The number of keystrokes in one reading: p99 is then the sixth worst. */
const KEYS = 500
/**
 * Keystrokes before the first reading, as fast as they are echoed, so that compilers have seen the
 * path.
 */
const WARM = 2_000
/**
 * Milliseconds between an echo and the next keystroke: faster than a person, slower than any
 * window.
 */
const BETWEEN = 8
/** Milliseconds. A keystroke without an echo for this long fails the turn. */
const LOST = 5_000
const FLOOD = `yes ${'0123456789'.repeat(7)}\r`
const LETTERS = 'abcdefghijklmnopqrstuvwxyz'
/**
 * Characters. The line editor of a terminal takes 4,095 bytes; the line is deleted (Ctrl-U) well
 * before.
 */
const LINE = 1_000

interface Key {
  /** The time from the keystroke to its echo, in ms. */
  readonly time: number
  /**
   * The part of that time in which these processes were ready to run and had no core; NaN except on
   * Linux.
   */
  readonly queued: number
}

/**
 * The time in ms, since their start, that the main threads of these processes were ready to run and
 * waited for a core (the second field of schedstat: kernel,
 * Documentation/scheduler/sched-stats.rst).
 */
function queuedOf(pids: readonly number[]): number {
  try {
    const waits = pids.map((pid) =>
      Number(readFileSync(`/proc/${pid}/task/${pid}/schedstat`, 'utf8').split(' ')[1]),
    )
    return waits.reduce((sum, one) => sum + one, 0) / 1e6
  } catch {
    return NaN // Only Linux has this file.
  }
}

/** Types letters and waits for each one's echo. */
async function type(
  client: TerminalClient,
  pids: readonly number[],
  count: number,
  between = BETWEEN,
): Promise<Key[]> {
  const keys: Key[] = []
  for (let n = 0; n < count; n++) {
    const letter = LETTERS[n % LETTERS.length]!
    // The random part avoids a rhythm that always meets the same timers of a server.
    if (between > 0) await wait(between + Math.random())
    const waited = queuedOf(pids)
    const from = performance.now()
    const echoed = new Promise<number>((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`no echo of key ${n}`)), LOST)
      client.hear((bytes) => {
        if (!bytes.includes(letter.charCodeAt(0))) return
        clearTimeout(late)
        resolve(performance.now() - from)
      })
    })
    client.write(letter)
    const time = await echoed
    // Both processes may have waited at the same time.
    keys.push({ time, queued: Math.min(time, queuedOf(pids) - waited) })
    if (n % LINE === LINE - 1) client.write('\x15')
  }
  return keys
}

const timesOf = (keys: readonly Key[]) => keys.map(({ time }) => time)
const mean = (of: readonly number[]) => of.reduce((sum, one) => sum + one, 0) / of.length

async function idle(client: TerminalClient, pids: readonly number[]): Promise<Reading> {
  await type(client, pids, WARM, 0)
  const times = timesOf(await type(client, pids, KEYS))
  return { idle50: percentile(times, 0.5), idle99: percentile(times, 0.99) }
}

/** Measures the same while another shell, `other`, floods. */
async function busy(
  client: TerminalClient,
  other: TerminalClient,
  pids: readonly number[],
): Promise<Reading> {
  other.write(FLOOD)
  await wait(500)
  const keys = await type(client, pids, KEYS)
  other.write('\x03')
  const times = timesOf(keys)
  const slowest = keys.toSorted((a, b) => b.time - a.time).slice(0, KEYS / 100)
  return {
    busy50: percentile(times, 0.5),
    busy99: percentile(times, 0.99),
    slowest: mean(timesOf(slowest)),
    queued: mean(slowest.map(({ queued }) => queued)),
  }
}

async function turn(server: TerminalServer): Promise<Reading> {
  const pids = [server.pid, process.pid]
  const client = await server.open()
  const other = await server.open()
  // The kernel echoes, as it does when somebody types while a program is busy.
  client.write('cat >/dev/null\r')
  await wait(200)
  return { ...(await idle(client, pids)), ...(await busy(client, other, pids)) }
}

/**
 * A bound for every server: the way over a WebSocket and back, with nothing behind it; and the same
 * while this process reads a flood of another one, with which it only shares the machine.
 */
const socketFloor: Contender = {
  name: 'ws alone',
  role: 'floor',
  async turn() {
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
    server.on('connection', (one) => one.on('message', (data: Buffer) => one.send(data)))
    await once(server, 'listening')
    const { port } = server.address() as { port: number }
    const socket = new WebSocket(`ws://127.0.0.1:${port}`)
    await once(socket, 'open')
    let hear: (bytes: Uint8Array) => void = () => {}
    socket.on('message', (data: Buffer) => hear(data))
    const client = clientOf(
      (text) => socket.send(text),
      (to) => (hear = to),
    )
    const pids = [process.pid]
    const alone = await idle(client, pids)
    const beside = await withServer(naive.start, async (flooded) =>
      busy(client, await flooded.open(), pids),
    )
    socket.terminate()
    server.close()
    return { ...alone, ...beside }
  },
}

/** Another bound for every server: the way into a terminal and back, in one process. */
const ptyFloor: Contender = {
  name: 'pty alone',
  role: 'floor',
  async turn() {
    let hear: (bytes: Uint8Array) => void = () => {}
    const { PATH } = process.env
    const spawned = spawnPty(
      {
        file: 'cat',
        args: [],
        env: { PATH: PATH ?? '', TERM: 'xterm-256color' },
        cwd: '/',
        size: { cols: 80, rows: 24 },
      },
      { data: (bytes) => hear(bytes), exit() {} },
    )
    if (!spawned.ok) throw new Error(spawned.why)
    const client = clientOf(
      (text) => void spawned.value.write(text),
      (to) => (hear = to),
    )
    const reading = await idle(client, [process.pid])
    await spawned.value.kill()
    return reading
  },
}

function clientOf(write: TerminalClient['write'], hear: TerminalClient['hear']): TerminalClient {
  return { write, hear, pause() {}, resume() {}, close() {} }
}

export const echo: Figure = {
  id: 'H4',
  title: 'Keystroke to echo',
  method: `A raw client over loopback types ${KEYS} letters, ${BETWEEN} ms apart, into a program that does not echo (the kernel does), after ${WARM} without a pause to warm up: idle, then while \`yes\` floods another terminal of the same server, whose client reads. Each turn has a server of its own. The client is one Node process for all; its own way over a WebSocket and back is the floor \`ws alone\`, to which \`pty alone\` adds; beside a flood that floor shares two cores with it and nothing else. Of the slowest keys is told how long the client and the server could have run and had no core (the kernel's own count; an upper bound where it waited for both).`,
  measures: [
    { key: 'idle50', label: 'echo, idle, p50', unit: 'ms', better: 'less', target: 1 },
    { key: 'idle99', label: 'echo, idle, p99', unit: 'ms', better: 'less', target: 2 },
    { key: 'busy50', label: 'echo beside a flood, p50', unit: 'ms', better: 'less', target: 1 },
    { key: 'busy99', label: 'echo beside a flood, p99', unit: 'ms', better: 'less', target: 2 },
    {
      key: 'slowest',
      label: 'beside a flood, mean of the slowest 1 %',
      unit: 'ms',
      better: 'less',
    },
    { key: 'queued', label: 'of that, waiting for a core', unit: 'ms', better: 'less' },
  ],
  async open() {
    const lines = await serverContenders([ours, naive, terminado, wetty, ttyd], (start) =>
      withServer(start, turn),
    )
    return [...lines, socketFloor, ptyFloor]
  },
  smoke: () =>
    withServer(ours.start, async (server) => {
      const client = await server.open()
      // These are all printable ASCII characters without a meaning for the line editor, and some of
      // two to four bytes: what comes back must equal the typed text, byte for byte.
      const typed = `${Array.from({ length: 94 }, (_, n) => String.fromCharCode(33 + n)).join('')}äß€漢🙂`
      await ask(client, "stty -echo; printf 'quiet %s\\n' now; cat\r", 'quiet now')
      const back = await ask(client, `${typed}end\r`, 'end')
      client.write('\x03')
      return back.includes(`${typed}end`)
        ? []
        : [`what was typed came back changed: ${JSON.stringify(back)}`]
    }),
}
