import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { readCast, cutSegments } from '../../support/whole-cast.ts'
import type { Size } from '../../../core/base/event.ts'
import { createSanitizer } from '../../../core/terminal/sanitize/sanitizer.ts'
import { systemClock } from '../../../server/base/system-clock.ts'
import { createRecorder } from '../../../server/recording/recorder/recorder.ts'
import { createScreen } from '../../../server/terminal/screen/headless-screen.ts'
import type { Screen } from '../../../server/terminal/screen/headless-screen.ts'
import { openSession } from '../../../server/terminal/session/session.ts'
import { look } from '../../support/terminal/cuts.ts'
import { itNeeds } from '../../support/needs.ts'
import { PROGRAMS, furnish, operate, surroundings } from '../../support/terminal/programs.ts'
import type { Program } from '../../support/terminal/programs.ts'
import { differences, openTmux } from './tmux.ts'
import type { Tmux } from './tmux.ts'

const SIZES: readonly Size[] = [
  { cols: 80, rows: 24 },
  { cols: 40, rows: 12 },
  { cols: 132, rows: 43 },
  { cols: 61, rows: 17 },
]

/**
 * Programs whose bytes tmux 3.3 and xterm draw differently, and why; `most`: the cells of one
 * screen that may differ. Everything else has to be equal.
 */
const EXCEPTIONS: Readonly<Record<string, { why: string; most: number }>> = {
  tput: { why: 'after IL xterm, as DEC, is in the first column, and tmux where it was', most: 6 },
}

/** `folder` is for the programs; `own` is for our own files, which they must not see. */
let folder: string
let own: string
let tmux: Tmux
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'same-screen-'))
  own = mkdtempSync(join(tmpdir(), 'same-screen-own-'))
  furnish(folder)
  tmux = openTmux(own)
})
afterAll(() => {
  tmux.stop()
  for (const one of [folder, own]) rmSync(one, { recursive: true, force: true })
})

/**
 * Runs the program in a session. Returns its screen, the screen of its recording, and the bytes of
 * both.
 */
async function perform(program: Program, size: Size) {
  const screen = createScreen(size, { scrollback: 0 })
  const pieces: Uint8Array[] = []
  const complaints: string[] = []
  let heard = 0
  const opened = openSession({
    id: program.name,
    size,
    clock: systemClock,
    cwd: folder,
    env: surroundings(folder),
    shell: {
      file: 'bash',
      args: ['--noprofile', '--norc', '-c', program.run],
      env: {},
      aid: 'no shell of ours',
      stop() {},
    },
    complain: (what) => complaints.push(what),
  })
  if (!opened.ok) throw new Error(opened.why)
  const session = opened.value
  const file = join(own, `${program.name.replaceAll(' ', '-')}-${size.cols}.cast`)
  const recorder = createRecorder({
    file,
    size,
    clock: systemClock,
    timestamp: 0,
    complain: (what) => complaints.push(what),
  })
  session.addSink(recorder)
  session.addSink({
    event(event) {
      if (event.type !== 'output') return
      heard = performance.now()
      pieces.push(Uint8Array.from(event.data))
      screen.write(event.data)
    },
  })
  await operate(program, {
    write: (text) => session.write(text),
    heard: () => heard,
    over: () => session.ended(),
  })
  // The end of the program is recorded too, so the screen is read after it.
  await session.close()
  recorder.close()
  expect(complaints).toEqual([])
  return { screen, bytes: Buffer.concat(pieces), cast: readFileSync(file, 'utf8') }
}

/** Returns the last screen of a recording, and the screen after playing it from its opening. */
function replayed(text: string, size: Size): { closing: Screen; played: Screen } {
  const { value, problems } = readCast('a cast', text)
  expect(problems).toEqual([])
  const take = cutSegments(value!, ['all'], (of) => createScreen(of, { scrollback: 0 }))
  const closing = createScreen(size, { scrollback: 0 })
  closing.write(take.closing.screen)
  const played = createScreen(size, { scrollback: 0 })
  for (const { opening, events } of take.segments) {
    played.write(opening.screen)
    // Every view sanitizes like this.
    const filter = createSanitizer({ size }, { bytes: (bytes) => played.write(bytes) })
    for (const event of events) if (event.type === 'output') filter.push(event.data)
  }
  return { closing, played }
}

describe('the screen of a live program, of its recording, and of tmux', () => {
  for (const program of PROGRAMS) {
    itNeeds('tmux', ...program.needs)(`${program.name} is the same`, async () => {
      await Promise.all(
        SIZES.map(async (size) => {
          const what = `${program.name} at ${size.cols}x${size.rows}`
          const { screen, bytes, cast } = await perform(program, size)
          const { closing, played } = replayed(cast, size)
          expect(look(closing), what).toEqual(look(screen))
          expect(look(played), what).toEqual(look(screen))
          const found = differences(screen, await tmux.show(bytes, size))
          const exception = EXCEPTIONS[program.name]
          if (exception && found.length > 0)
            process.stderr.write(`${what}: ${found.length} cells differ: ${exception.why}\n`)
          const most = exception?.most ?? 0
          expect(found.length > most ? found : [], what).toEqual([])
          for (const one of [screen, closing, played]) one.dispose()
        }),
      )
    })
  }
})
