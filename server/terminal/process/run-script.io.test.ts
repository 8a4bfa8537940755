import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import { defined } from '../../../core/base/defined.ts'
import { killTree } from './kill-tree.ts'
import { environment } from './environment.ts'
import { processes } from './table.ts'
import { spawnPty } from '../pty/pty.ts'
import { runHidden, type HiddenScript } from './run-script.ts'

const folder = mkdtempSync(join(tmpdir(), 'cuecast-script-'))
afterAll(() => {
  rmSync(folder, { recursive: true })
})
const mark = `test-${process.pid}.script`
const env = environment({ mark, layers: [{ LAB: 'lab' }] })
const run = (what: HiddenScript, limit = 10_000, onLine?: (line: string) => void) =>
  runHidden(what, { cwd: folder, env, limit, ...defined({ onLine }) })

test("runs a command in the demo's environment, and reports its status and lines", async () => {
  const lines: string[] = []
  const command = 'echo $LAB; echo oops >&2; printf "no end"; exit 3'
  const result = await run({ command }, 10_000, (line) => lines.push(line))
  expect(result.status).toBe(3)
  expect(result.timedOut).toBe(false)
  expect(lines).toEqual(['lab', 'oops', 'no end'])
  for (const line of lines) expect(result.tail).toContain(line)
})

test('reports a long line without an end after the lines before it', async () => {
  const lines: string[] = []
  // There is one write, so that both come in one piece.
  const command = `printf 'first\\n%05000d' 0`
  await runHidden(
    { command },
    { cwd: folder, env, limit: 10_000, onLine: (line) => lines.push(line) },
  )
  expect(lines).toEqual(['first', '0'.repeat(5_000)])
})

test('reports output as people may read it: secrets covered, without terminal sequences', async () => {
  const lines: string[] = []
  const command = String.raw`printf 'bad \033]52;c;UFdORUQ=\007\033[31m hunter2-password \342\200\256evil\n'
    head -c 5000 /dev/zero | tr '\0' x; printf hunter2-pass; sleep 0.1; printf 'w\177ord'; exit 3`
  const { status, tail } = await runHidden(
    { command },
    {
      cwd: folder,
      env,
      limit: 10_000,
      secrets: ['hunter2-password'],
      onLine: (line) => lines.push(line),
    },
  )
  expect(status).toBe(3)
  expect(lines[0]).toBe(`bad  ${'•'.repeat(16)} \\u{202e}evil`)
  expect(lines.join('')).toMatch(/x•{16}$/)
  // The place where a line without an end is cut depends on the pieces in which it came.
  expect(tail).toMatch(/•{16}$/)
})

test('runs a file with or without its x bit, whatever its name', async () => {
  const file = join(folder, 'set up $(id).sh')
  writeFileSync(file, '#!/bin/bash\necho "ran in $PWD"\n')
  expect((await run({ file: 'set up $(id).sh' })).tail).toBe(`ran in ${folder}`)
  chmodSync(file, 0o755)
  expect((await run({ file: './set up $(id).sh' })).tail).toBe(`ran in ${folder}`)
})

test('has no input and no terminal, so nothing can wait for a person', async () => {
  const command = 'read -r x; echo "read $?"; tty; (: </dev/tty) 2>/dev/null || echo none'
  expect((await run({ command })).tail).toBe('read 1\nnot a tty\nnone')
})

test('a program that cannot be started is reported, not thrown', async () => {
  expect((await run({ file: 'missing.sh' })).status).toBe(127)
  const nowhere = await runHidden({ command: 'true' }, { cwd: '/no/where', env, limit: 1_000 })
  expect(nowhere.status).toBe(127)
  expect(nowhere.tail).not.toBe('')
})

test('ends everything that it started when its time is over, even if that ignores signals', async () => {
  const command = `trap '' HUP TERM; setsid bash -c 'trap "" HUP TERM; sleep 1000 & wait' & sleep 1000`
  const result = await run({ command }, 200)
  expect(result).toMatchObject({ timedOut: true })
  expect(result.status).toBeGreaterThan(128)
  expect(processes().filter((p) => p.mark?.startsWith(mark))).toEqual([])
})

test('neither waits for a daemon that holds its output nor ends it', async () => {
  const begun = performance.now()
  const result = await run({ command: 'sleep 30 & echo started' })
  expect(result).toMatchObject({ status: 0, tail: 'started' })
  expect(performance.now() - begun).toBeLessThan(5_000)
  expect(processes().filter((p) => p.mark?.startsWith(mark))).not.toEqual([])
  await killTree({ mark })
})

test('keeps the end of much output', async () => {
  const result = await run({ command: 'seq 1 200000; echo last; kill -9 $$' })
  expect(result.status).toBe(137)
  expect(result.tail.length).toBeLessThanOrEqual(4096)
  expect(result.tail.endsWith('200000\nlast')).toBe(true)
})

test.runIf(process.platform === 'linux')('inherits no terminal of ours', async () => {
  const opened = spawnPty(
    { file: 'sleep', args: ['1000'], env, cwd: folder, size: { cols: 80, rows: 24 } },
    { data() {}, exit() {} },
  )
  if (!opened.ok) throw new Error(opened.why)
  const { tail } = await run({ command: 'for fd in /proc/$$/fd/*; do readlink $fd; done' })
  await opened.value.kill()
  expect(tail).toContain('/dev/null')
  expect(tail).not.toContain('ptmx')
})

test('starts no two scripts in one turn of the event loop', async () => {
  const running = () =>
    process.getActiveResourcesInfo().filter((name) => name === 'ProcessWrap').length
  const before = running()
  let now = 0
  let most = 0
  let steepest = 0
  let over = false
  const all = Array.from({ length: 6 }, () => run({ command: 'sleep 0.5' }))
  const ended = Promise.all(all).then(() => (over = true))
  while (!over) {
    const last = now
    now = running() - before
    most = Math.max(most, now)
    steepest = Math.max(steepest, now - last)
    await setImmediate()
  }
  await ended
  // As many as there are run side by side, and each turn has started one of them at most.
  expect(most).toBe(6)
  expect(steepest).toBe(1)
})
