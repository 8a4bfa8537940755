import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { seeded } from '../../core/base/clock.ts'
import { parseDemo } from '../../core/demo/parse.ts'
import { systemClock } from '../base/system-clock.ts'
import { createMachineAdapter } from './machine-adapter.ts'
import { openRun } from '../terminal/process/run-registry.ts'

let root = ''
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'cuecast-adapter-'))
  for (const name of ['setup', 'teardown'])
    writeFileSync(join(root, `${name}.sh`), `#!/bin/sh\ntouch ${name}-ran\n`, { mode: 0o755 })
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const SCRIPT = `setup: ./setup.sh
teardown: ./teardown.sh
steps: [{ id: one, run: echo one }]
`
const why = 'changed since it was approved'

/** The adapter of a demo whose approval is checked with `look`, and its complaints. */
function open(look: (begun: boolean) => string | null) {
  const run = openRun(join(root, 'runs'))
  const { value: demo } = parseDemo('x', 'demo.yaml', SCRIPT)
  if (!run.ok || !demo) throw new Error('no run, or no demo')
  const complaints: string[] = []
  const machine = createMachineAdapter({
    demo,
    folder: root,
    run: run.value,
    look,
    clock: systemClock,
    random: seeded(1),
    complain: (what) => complaints.push(what),
  })
  return { machine, complaints }
}
const ran = (name: string) => existsSync(join(root, `${name}-ran`))

it('nothing of a demo that has changed is run: no script, no command, no check, no shell', async () => {
  const { machine, complaints } = open(() => why)
  const refused = { ok: false, why }
  expect(await machine.hidden({ file: './setup.sh' })).toEqual(refused)
  expect(await machine.hidden({ command: 'touch rejoin-ran' })).toEqual(refused)
  const check = { type: 'command', run: 'touch check-ran', why: 'x' } as const
  expect(await machine.meets(check)).toEqual(refused)
  expect(await machine.open({ id: 'main', shell: 'bash', env: {} })).toEqual(refused)
  expect(complaints).toEqual([])
  // A teardown that is due and cannot be run is reported.
  expect(await machine.hidden({ file: './teardown.sh' })).toEqual(refused)
  expect(complaints).toEqual([`x: its teardown was not run: ${why}`])
  expect(['setup', 'rejoin', 'check', 'teardown'].filter(ran)).toEqual([])
})

it('files that the demo makes count as its own from its first script on, and not before', async () => {
  const asked: boolean[] = []
  const { machine } = open((begun) => {
    asked.push(begun)
    return null
  })
  expect(await machine.meets({ type: 'command', run: 'true', why: 'x' })).toMatchObject({
    ok: true,
  })
  expect(await machine.hidden({ file: './setup.sh' })).toMatchObject({ ok: true })
  expect(await machine.hidden({ file: './teardown.sh' })).toMatchObject({ ok: true })
  expect(asked).toEqual([false, false, true])
  expect(ran('setup') && ran('teardown')).toBe(true)
})

it('a teardown that fails is reported, because nobody waits for it', async () => {
  writeFileSync(join(root, 'teardown.sh'), '#!/bin/sh\necho still mounted\nexit 4\n', {
    mode: 0o755,
  })
  const { machine, complaints } = open(() => null)
  const failed = './teardown.sh: exit 4 (still mounted)'
  expect(await machine.hidden({ file: './teardown.sh' })).toEqual({ ok: false, why: failed })
  expect(complaints).toEqual([`x: its teardown failed: ${failed}`])
})
