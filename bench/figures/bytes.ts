import pty from 'node-pty'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { environment } from '../../server/terminal/process/environment.ts'
import { spawnPty } from '../../server/terminal/pty/pty.ts'
import type { Contender, Figure, Reading } from '../figure.ts'

const KB = 1024
const RUNS = { short: 60, long: 60, paused: 5 }
/** Milliseconds for which the reader is paused in some runs: the child has long ended by then. */
const REST = 500
/** Milliseconds of listening after the end was reported: a class may still deliver output. */
const GRACE = 50

/**
 * Runs `cat` of a file in a terminal. Returns everything that was read until the end, and a moment
 * later.
 */
type Cat = (file: string, rest: number) => Promise<Buffer>

const SIZE = { cols: 80, rows: 24 }
const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

const ours: Cat = async (file, rest) => {
  const pieces: Uint8Array[] = []
  await new Promise<void>((resolve, reject) => {
    const env = environment({ mark: `bench-${process.pid}` })
    const spawned = spawnPty(
      { file: 'cat', args: [file], env, cwd: tmpdir(), size: SIZE },
      { data: (bytes) => void pieces.push(bytes.slice()), exit: () => resolve() },
    )
    if (!spawned.ok) return reject(new Error(spawned.why))
    if (rest > 0) spawned.value.pause()
    if (rest > 0) setTimeout(() => spawned.value.resume(), rest)
  })
  await wait(GRACE)
  return Buffer.concat(pieces)
}

const nodePty: Cat = async (file, rest) => {
  const pieces: Buffer[] = []
  await new Promise<void>((resolve) => {
    const child = pty.spawn('cat', [file], { ...SIZE, cwd: tmpdir(), encoding: null })
    // Without an encoding it gets bytes, although its types say otherwise.
    child.onData((data: unknown) => void pieces.push(data as Buffer))
    child.onExit(() => resolve())
    if (rest > 0) child.pause()
    if (rest > 0) setTimeout(() => child.resume(), rest)
  })
  // A reader that is told of the end while it is paused may still resume and read the rest.
  await wait(rest + GRACE)
  return Buffer.concat(pieces)
}

/** Lines that all differ, so that no lost text can look like something else. */
function text(bytes: number): Buffer {
  let lines = ''
  for (let n = 0; lines.length < bytes; n++) lines += `${n} the quick brown fox\n`
  return Buffer.from(`${lines.slice(0, bytes - 1)}\n`)
}

async function runs(cat: Cat, count: number, bytes: number, rest: number) {
  const folder = mkdtempSync(join(tmpdir(), 'cuecast-bytes-'))
  const file = join(folder, 'printed')
  const printed = text(bytes)
  writeFileSync(file, printed)
  const wanted = Buffer.from(printed.toString().replaceAll('\n', '\r\n'))
  let [lossy, worst] = [0, 0]
  for (let run = 0; run < count; run++) {
    const read = await cat(file, rest)
    if (read.equals(wanted)) continue
    lossy += 1
    worst = Math.max(worst, wanted.length - read.length)
  }
  rmSync(folder, { recursive: true })
  return { lossy, worst }
}

async function read(cat: Cat, { short, long, paused } = RUNS) {
  const kinds = [
    await runs(cat, short, 8 * KB, 0),
    await runs(cat, long, 200 * KB, 0),
    await runs(cat, paused, 8 * KB, REST),
  ]
  const [a, b, c] = kinds.map(({ lossy }) => lossy)
  return { short: a!, long: b!, paused: c!, worst: Math.max(...kinds.map(({ worst }) => worst)) }
}

const contender = (name: string, role: Contender['role'], cat: Cat): Contender => ({
  name,
  role,
  turn: (): Promise<Reading> => read(cat),
})

export const bytes: Figure = {
  id: 'H1',
  title: 'bytes that a terminal loses at the end of its child',
  method:
    '`cat` of a file exits at once, in a terminal of ours and in one of plain node-pty (its documented class, in the version that we build on, giving bytes). Each turn has 60 runs with 8 KB, 60 with 200 KB, and 5 with 8 KB in which the reader is paused from the start and resumed half a second after. A run that is not equal byte for byte, 50 ms after the end was announced, has lost.',
  measures: [
    {
      key: 'short',
      label: '8 KB: of 60 runs lost something',
      unit: 'runs',
      better: 'less',
      target: 0,
    },
    {
      key: 'long',
      label: '200 KB: of 60 runs lost something',
      unit: 'runs',
      better: 'less',
      target: 0,
    },
    {
      key: 'paused',
      label: 'paused: of 5 runs lost something',
      unit: 'runs',
      better: 'less',
      target: 0,
    },
    { key: 'worst', label: 'lost in the worst run', unit: 'bytes', better: 'less', target: 0 },
  ],
  open: () =>
    Promise.resolve([contender('cuecast', 'ours', ours), contender('node-pty', 'peer', nodePty)]),
  async smoke() {
    const { short, long, paused } = await read(ours, { short: 20, long: 20, paused: 5 })
    return [
      ...(short === 0 ? [] : [`20 runs of 8 KB lose nothing: ${short} did`]),
      ...(long === 0 ? [] : [`20 runs of 200 KB lose nothing: ${long} did`]),
      ...(paused === 0 ? [] : [`5 runs that were paused lose nothing: ${paused} did`]),
    ]
  },
}
