import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { quote } from '../../server/terminal/shell/rc.ts'
import type { Absent, Contender, Figure, Reading } from '../figure.ts'

const MB = 1_000_000

/**
 * Lines of a log in many lengths, half of them with colours, some with characters beyond ASCII;
 * `bytes` in all.
 */
function text(bytes: number): Buffer {
  const lines: Buffer[] = []
  let length = 0
  for (let n = 0; length < bytes; n++) {
    const word = `${n} the quick brown fox – jumps over ${'lazy dogs, '.repeat(n % 6)}`
    const line = Buffer.from(n % 2 ? `\x1b[3${n % 8}m${word}\x1b[0m\n` : `${word}\n`)
    lines.push(line)
    length += line.length
  }
  return Buffer.concat(lines)
}

interface Recorded extends Reading {
  /** 1 if the events hold the printed bytes exactly, otherwise 0. */
  readonly equal: number
}

/**
 * Records `cat` of a file. `command` makes the command line from the script that prints. The CPU
 * time is that of all processes that record: `times` of a shell around them, minus `times` of the
 * shell that prints.
 */
function record(
  folder: string,
  printed: Buffer,
  command: (cast: string, script: string) => string,
): Recorded {
  const cast = join(folder, 'cast')
  rmSync(cast, { force: true })
  const spent = run(folder, printed, (script) => command(quote(cast), script))
  const lines = readFileSync(cast, 'utf8').trimEnd().split('\n').slice(1)
  const hash = createHash('sha256')
  let events = 0
  for (const line of lines) {
    const [, code, data] = JSON.parse(line) as [number, string, string]
    if (code !== 'o') continue
    events += 1
    hash.update(data)
  }
  const wanted = createHash('sha256').update(printed.toString().replaceAll('\n', '\r\n'))
  return { ...spent, events, equal: Number(hash.digest('hex') === wanted.digest('hex')) }
}

/** The cost of one reader of the terminal: seconds of CPU, and seconds in all. */
function run(folder: string, printed: Buffer, command: (script: string) => string) {
  const [file, inner] = ['printed', 'inner'].map((name) => join(folder, name))
  writeFileSync(file!, printed)
  const script = `cat ${quote(file!)}; times > ${quote(inner!)}`
  const started = performance.now()
  const { stdout, status, stderr } = spawnSync(
    'bash',
    ['-c', `${command(quote(script))} > /dev/null; times`],
    { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C.UTF-8' }, timeout: 120_000 },
  )
  const wall = (performance.now() - started) / 1000
  if (status !== 0 || stderr !== '') throw new Error(stderr.trim() || `status ${status}`)
  return { cpu: seconds(stdout, 1) - seconds(readFileSync(inner!, 'utf8'), 0), wall }
}

/**
 * The sum of the output of bash's `times` from line `from` on: the shell itself, then its children.
 */
function seconds(times: string, from: number): number {
  return [
    ...times
      .trim()
      .split('\n')
      .slice(from)
      .join(' ')
      .matchAll(/(\d+)m([\d.]+)s/g),
  ]
    .map(([, minutes, rest]) => Number(minutes) * 60 + Number(rest))
    .reduce((sum, one) => sum + one, 0)
}

const ours = (cast: string, script: string) =>
  `${quote(process.execPath)} ${quote(join(import.meta.dirname, 'recording.js'))} ${cast} ${script}`
/**
 * The cost of only reading a terminal: in our own way, and by a program in C that keeps the bytes.
 */
const FLOORS: readonly (readonly [string, (script: string) => string])[] = [
  ['ours, reading alone', (script) => ours('-', script)],
  ['script (C), raw bytes', (script) => `script -q -c "bash -c "${quote(script)} /dev/null`],
]
const asciinema = (cast: string, script: string) =>
  `asciinema rec -q -c "bash -c "${quote(script)} ${cast}`

let folder = ''
function open(): readonly (Contender | Absent)[] {
  folder = mkdtempSync(join(tmpdir(), 'cuecast-record-'))
  const printed = text(100 * MB)
  const peer = spawnSync('asciinema', ['--version'], { encoding: 'utf8' })
  const version = /2\.\d[\d.]*/.exec(peer.stdout ?? '')?.[0]
  return [
    {
      name: 'cuecast',
      role: 'ours',
      turn: () => Promise.resolve(record(folder, printed, ours)),
      close: () => Promise.resolve(rmSync(folder, { recursive: true })),
    },
    version === undefined
      ? { name: 'asciinema 2', skipped: 'not installed: apt-get install asciinema' }
      : {
          name: `asciinema ${version}`,
          role: 'peer',
          turn: () => Promise.resolve(record(folder, printed, asciinema)),
        },
    ...FLOORS.map(([name, command]): Contender | Absent =>
      name.startsWith('script') && spawnSync('script', ['--version']).status !== 0
        ? { name, skipped: 'there is no `script` of util-linux here' }
        : { name, role: 'floor', turn: () => Promise.resolve(run(folder, printed, command)) },
    ),
  ]
}

export const recording: Figure = {
  id: 'H9',
  title: 'recording 100 MB of cat',
  method:
    'A shell prints 100 MB of log lines (half of them coloured) and is recorded: by our session and recorder in a Node process of their own, and by `asciinema rec -q`. CPU is user and system time of all processes that record, their start included, less that of the shell and the `cat`; the payload is compared byte for byte. The floors read the same terminal: our process without session and recorder, all that it reads thrown away, and `script` of util-linux, in C, which writes the raw bytes to nowhere. What ours spends beyond its floor are the filter, the log, the escaping of JSON and the writing.',
  measures: [
    { key: 'cpu', label: 'CPU of the recorder', unit: 's', better: 'less', target: 1.6 },
    { key: 'wall', label: 'from start to end', unit: 's', better: 'less' },
    { key: 'events', label: 'events of output', unit: 'events', better: 'less', target: 2_000 },
    { key: 'equal', label: 'payload equal (1 is yes)', unit: '', better: 'more', target: 1 },
  ],
  open: () => Promise.resolve(open()),
  async smoke() {
    const place = mkdtempSync(join(tmpdir(), 'cuecast-record-'))
    try {
      const { equal, events } = record(place, text(5 * MB), ours)
      return [
        ...(equal === 1 ? [] : ['5 MB are recorded byte for byte']),
        // An event has 64 KB, and there is one for each 16 ms in which less was printed.
        ...(events! <= 1_000 ? [] : [`5 MB are at most 1,000 events, not ${events}`]),
      ]
    } finally {
      rmSync(place, { recursive: true })
    }
  },
}
