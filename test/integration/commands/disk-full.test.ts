import { execFileSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect } from 'vitest'
import { defined } from '../../../core/base/defined.ts'
import { readCast } from '../../support/whole-cast.ts'
import type { TermEvent } from '../../../core/base/event.ts'
import { systemClock } from '../../../server/base/system-clock.ts'
import { environment } from '../../../server/terminal/process/environment.ts'
import { openRun } from '../../../server/terminal/process/run-registry.ts'
import { createRecorder } from '../../../server/recording/recorder/recorder.ts'
import { openSession, type Session } from '../../../server/terminal/session/session.ts'
import { createShell } from '../../../server/terminal/shell/command.ts'
import { itNeeds } from '../../support/needs.ts'
import { enter, openSandbox } from './command.ts'

/** Bytes. Few enough to be full at once, and enough for what is printed here. */
const DISK = 256 * 1024

const it = itNeeds('tmpfs')
let base = ''
let disk = ''
let session: Session | undefined
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'cuecast-disk-'))
  disk = join(base, 'disk')
  mkdirSync(disk)
})
afterEach(async () => {
  await session?.close()
  session = undefined
  // A disk that is still in use is removed when its last file is closed.
  if (existsSync(join(disk, 'mounted'))) execFileSync('umount', ['-l', disk])
  rmSync(base, { recursive: true })
})

function mountDisk(): void {
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK}`, 'tmpfs', disk])
  writeFileSync(join(disk, 'mounted'), '')
}

/** Records a shell on a small disk, of which all but `room` bytes are taken. */
async function recordOn(room: number, queueLimit?: number) {
  mountDisk()
  const ballast = join(disk, 'ballast')
  writeFileSync(ballast, Buffer.alloc(DISK - room - 8_192))
  const shell = createShell({ shell: 'bash', folder: base })
  if (!shell.ok) throw new Error(shell.why)
  const complaints: string[] = []
  const file = join(disk, 'main.cast')
  const complain = (what: string) => complaints.push(what.replaceAll(file, 'CAST'))
  const opened = openSession({
    id: 'x/main',
    shell: shell.value,
    cwd: base,
    size: { cols: 80, rows: 24 },
    env: environment({ mark: `test-disk-${process.pid}` }),
    clock: systemClock,
    complain,
  })
  if (!opened.ok) throw new Error(opened.why)
  const port = (session = opened.value)
  const recorder = createRecorder({
    file,
    size: port.size(),
    clock: systemClock,
    timestamp: 0,
    complain,
    ...defined({ queueLimit }),
  })
  port.addSink(recorder)
  let printed = ''
  port.addSink({
    event(event) {
      if (event.type === 'output') printed += Buffer.from(event.data).toString('latin1')
    },
  })
  /** Resolves when the shell is at its prompt again. */
  const prompt = () =>
    new Promise<void>((resolve) => {
      const stop = port.attach(() => {
        if (!port.ready()) return
        queueMicrotask(() => stop())
        resolve()
      })
    })
  const run = (line: string) => {
    port.write(`${line}\r`)
    return prompt()
  }
  await prompt()
  return { recorder, complaints, file, ballast, run, printed: () => printed }
}
const text = (events: readonly TermEvent[]) =>
  events
    .map((event) => (event.type === 'output' ? Buffer.from(event.data).toString('latin1') : ''))
    .join('')

it('a full disk stops nothing, and nothing is lost once there is room', async () => {
  const { recorder, complaints, file, ballast, run, printed } = await recordOn(8_192)
  await run('seq 1 5000')
  await run('echo the show goes on')
  expect(printed()).toContain('the show goes on')
  expect(complaints).toEqual([
    'CAST: the recording waits for the disk: the disk is full; make room',
  ])
  // The file has complete lines, and the beginning of the output.
  const early = readCast('x', readFileSync(`${file}.partial`, 'utf8'))
  expect(early.problems).toEqual([])
  expect(printed().startsWith(text(early.value!.events))).toBe(true)
  rmSync(ballast)
  await expect
    .poll(() => complaints.at(-1), { timeout: 20_000 })
    .toBe('CAST: the disk takes the recording again')
  await run('echo after')
  expect(recorder.close()).toBe(true)
  const { value, problems } = readCast('x', readFileSync(file, 'utf8'))
  expect(problems).toEqual([])
  expect(text(value!.events)).toBe(printed())
})

it('a disk that stays full is reported; its file is valid and is marked as incomplete', async () => {
  const { recorder, complaints, file, run, printed } = await recordOn(8_192)
  await run('seq 1 5000')
  await run('echo the show goes on')
  expect(printed()).toContain('the show goes on')
  expect(recorder.close()).toBe(false)
  expect(complaints.at(-1)).toBe('CAST: the disk is full; the end of the recording is missing')
  expect(existsSync(file)).toBe(false)
  const { value, problems } = readCast('x', readFileSync(`${file}.partial`, 'utf8'))
  expect(problems).toEqual([])
  expect(printed().startsWith(text(value!.events))).toBe(true)
})

it('output beyond the memory that is kept for a full disk leaves a marked gap', async () => {
  const { recorder, complaints, file, ballast, run, printed } = await recordOn(8_192, 100_000)
  await run('seq 1 60000')
  rmSync(ballast)
  await expect
    .poll(() => complaints.at(-1), { timeout: 20_000 })
    .toBe('CAST: the disk takes the recording again')
  await run('echo after')
  expect(recorder.close()).toBe(false)
  expect(complaints).toContain('CAST: the disk stayed full; the recording has a gap')
  const { value, problems } = readCast('x', readFileSync(`${file}.partial`, 'utf8'))
  expect(problems).toEqual([])
  const events = value!.events
  const gap = events.findIndex((event) => event.type === 'marker')
  const [before, after] = [text(events.slice(0, gap)), text(events.slice(gap))]
  expect(printed().startsWith(before)).toBe(true)
  expect(printed().endsWith(after)).toBe(true)
  // The marker has the number of missing bytes.
  const marker = events[gap]
  expect(marker?.type === 'marker' && marker.label).toMatch(
    new RegExp(`^gap: the disk was full; ${printed().length - before.length - after.length} bytes`),
  )
})

it('a disk that is full when a run begins is reported, and nothing of the run stays', () => {
  mountDisk()
  expect(() => writeFileSync(join(disk, 'ballast'), Buffer.alloc(2 * DISK))).toThrow('ENOSPC')
  const runs = join(disk, 'runs')
  expect(openRun(runs)).toMatchObject({ ok: false, why: expect.stringMatching(/the disk is full/) })
  expect(readdirSync(runs)).toEqual([])
})

it('a disk that is full during an export is reported, and nothing of the export stays', async () => {
  const box = openSandbox()
  try {
    mountDisk()
    const out = join(disk, 'out')
    expect(await box.run('export', 'welcome', '--out', out)).toEqual({
      status: 1,
      stdout: '',
      stderr: expect.stringMatching(
        /^\S+\/disk\/out is not written: .*the disk is full; make room\n$/,
      ),
    })
    expect(readdirSync(disk)).toEqual(['mounted'])
  } finally {
    await box.close()
  }
})

it('a disk that is full when a shell opens is reported in the pane, and the stage continues', async () => {
  const box = openSandbox()
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK}`, 'tmpfs', box.tmp])
  try {
    const stage = await box.present('--port', '0')
    const page = await enter(stage)
    const perform = async (n: number) => {
      const intent = `intent-${n}`
      page.say({ type: 'perform', intent, demo: 'welcome', step: 'now', panes: ['left'] })
      return (await page.hear('outcome', (one) => one.intent === intent)).outcome
    }
    const ballast = join(box.tmp, 'ballast')
    expect(() => writeFileSync(ballast, Buffer.alloc(2 * DISK))).toThrow('ENOSPC')
    expect(await perform(1)).toMatchObject({
      ok: false,
      why: 'missing',
      detail: expect.stringMatching(
        /^no shell, because its start file cannot be written: .*the disk is full/,
      ),
    })
    rmSync(ballast)
    expect(await perform(2)).toMatchObject({ ok: true })
    expect(stage.stderr()).toMatch(
      /^welcome: its teardown could not be noted: \S+ cannot be written/,
    )
    await stage.stop()
    expect(stage.child.exitCode).toBe(0)
  } finally {
    execFileSync('umount', ['-l', box.tmp])
    await box.close()
  }
})
