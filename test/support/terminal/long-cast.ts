import { once } from 'node:events'
import { createWriteStream, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { seeded } from '../../../core/base/clock.ts'

/** A stage with one demo, which only has a recording. */
export function longStage(): { root: string; cast: string } {
  const root = mkdtempSync(join(tmpdir(), 'cuecast-long-'))
  mkdirSync(join(root, 'slides/long'), { recursive: true })
  mkdirSync(join(root, 'demos/long/take'), { recursive: true })
  writeFileSync(
    join(root, 'demos/long/demo.yaml'),
    'title: Long\nlive: false\nsize: 80x24\npanes:\n  main: {}\nsteps:\n  - id: watch\n',
  )
  writeFileSync(
    join(root, 'slides/long/deck.md'),
    '---\ntitle: Long\n---\n\n<!-- .slide: id="long" -->\n\n```demo long\n```\n',
  )
  return { root, cast: join(root, 'demos/long/take/main.cast') }
}

/**
 * Writes an asciicast v2 of some 1.6 times `payload` bytes: listings and logs in colour, UTF-8, and
 * sometimes a redrawn screen. Returns the time of each event in seconds. The same seed writes the
 * same file. At full size it is the file with which asciinema-player was measured: 80 MB and half
 * an hour.
 */
export async function writeLongCast(
  file: string,
  { payload, seed = 1 }: { payload: number; seed?: number },
): Promise<readonly number[]> {
  const random = seeded(seed)
  const pick = (n: number) => Math.floor(random() * n)
  const out = createWriteStream(file)
  const write = async (line: string) => {
    if (!out.write(`${line}\n`)) await once(out, 'drain')
  }
  await write(JSON.stringify({ version: 2, width: 80, height: 24 }))
  const times: number[] = []
  let [events, at, bytes] = [0, 0, 0]
  while (bytes < payload) {
    const kind = pick(20)
    const body = kind === 0 ? screen(pick) : `${row(pick)}\r\n${row(pick)}\r\n${row(pick)}`
    // The number tells which event was drawn last, on any screen, so that a test can see where a
    // seek arrived.
    const text = `${body} #${events};${kind === 0 ? '' : '\r\n'}`
    // On average there are ten milliseconds between two events, as in a busy build.
    at += random() * 0.02
    bytes += Buffer.byteLength(text)
    times.push(Number(at.toFixed(3)))
    await write(JSON.stringify([Number(at.toFixed(6)), 'o', text]))
    events++
  }
  out.end()
  await once(out, 'finish')
  return times
}

type Pick = (n: number) => number

function row(pick: Pick): string {
  const words = ['größe', 'état', '漢字', 'naïve', '→', '✓', 'build', 'layer', 'cache', 'done']
  const word = () => words[pick(words.length)]!
  const hex = () => pick(2 ** 30).toString(16)
  switch (pick(3)) {
    case 0:
      return `-rw-r--r-- 1 lab lab ${pick(99_999)} Nov  3 10:${pick(60)} \x1b[0m\x1b[01;3${pick(8)}m${word()}-${hex()}.tar.gz\x1b[0m ${word()} ${hex()}`
    case 1:
      return `\x1b[2m2026-11-03T10:${pick(60)}:${pick(60)}Z\x1b[0m \x1b[3${pick(8)}mINFO\x1b[0m ${word()} ${word()} ${hex()} took \x1b[1m${pick(9_999)}\x1b[22m ms`
    default:
      return `\x1b[38;5;${pick(256)}m[${pick(9_999)}/${pick(9_999)}]\x1b[39m ${word()} ${word()} ${word()} sha256:${hex()}${hex()} ${'='.repeat(pick(20))}`
  }
}

/** A redrawn screen, as top or htop write it every second. */
function screen(pick: Pick): string {
  const rows = Array.from(
    { length: 23 },
    (_, n) =>
      `\x1b[${n + 1};1H\x1b[K\x1b[3${pick(8)}m${pick(99_999)}\x1b[39m ${row(pick)
        .slice(0, 30)
        .replace(/[\x1b\r\n].*/s, '')}`,
  )
  return `\x1b[H${rows.join('')}\x1b[24;1H`
}
