import { mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { enter, openSandbox } from './command.ts'
import type { Sandbox } from './command.ts'

/**
 * Tests on a machine where nothing can be stored: that is reported at once, and everything else
 * works.
 */
const ONE = 'title: one\nsteps:\n  - id: first\n    run: echo first\n'
const within = { timeout: 60_000 }

let box: Sandbox
const base = () => join(box.root, '..')
beforeEach(() => {
  box = openSandbox()
  box.write({ 'demos/one/demo.yaml': ONE, 'slides/talk/deck.md': '# T\n\n```demo one\n```\n' })
})
afterEach(() => box.close())

const APPROVALS =
  '<base>/config/cuecast/trust.json: <base>/config/cuecast cannot be written: ' +
  'a part of the path is a file, not a folder\n' +
  '  hint: set XDG_CONFIG_HOME to a folder that can be written\n' +
  'approvals on this machine are not known, and new ones are not remembered\n'
const STATE = '<base>/.local/state/cuecast cannot be written: '

describe('a home that cannot be written', within, () => {
  it('is reported by record before and after it records, and the take is written', async () => {
    writeFileSync(join(base(), 'config'), '')
    const { status, stderr } = await box.run('record', 'one')
    expect(stderr).toContain(APPROVALS)
    expect(stderr).toMatch(/\none: recorded, but not approved; run: cuecast trust one\n$/)
    expect(status).toBe(0)
    expect(readdirSync(join(box.root, 'demos/one/take'))).toContain('main.cast')
  })

  it('is reported by rehearse before it says that a demo is not approved', async () => {
    writeFileSync(join(base(), 'config'), '')
    writeFileSync(join(base(), '.local'), '')
    const { status, stdout, stderr } = await box.run('rehearse', 'one')
    expect(stderr.startsWith(APPROVALS)).toBe(true)
    expect(stderr).toContain(STATE)
    expect(stdout).toContain('not approved on this machine')
    expect(status).toBe(1)
  })

  it('does not keep an approved demo from being rehearsed, and leaves nothing behind', async () => {
    await box.run('record', 'one')
    rmSync(join(base(), '.local'), { recursive: true, force: true })
    symlinkSync('/nowhere/at/all', join(base(), '.local'))
    const { status, stderr } = await box.run('rehearse', 'one')
    expect(stderr).toMatch(/^rehearsals record in \S+: /)
    expect(status).toBe(0)
    expect(readdirSync(box.tmp).filter((name) => name.includes('rehearsals'))).toEqual([])
  })

  it('is reported by the stage, which still plays', async () => {
    writeFileSync(join(base(), 'config'), '')
    writeFileSync(join(base(), '.local'), '')
    const stage = await box.present('--port', '0')
    expect(stage.stderr()).toContain(APPROVALS)
    expect(stage.stderr()).toContain(`how long a talk takes is not remembered: ${STATE}`)
    await stage.stop()
  })

  it('ends with a report, even if the folder can never be made', async () => {
    symlinkSync('/proc/none', join(base(), 'config'))
    const { stderr } = await box.run('record', 'one')
    expect(stderr).toContain('recorded, but not approved')
  })
})

describe('no place for a run', within, () => {
  it('leaves the stage to its recordings, and says why', async () => {
    // Nothing can be stored here, nor in the temporary folders of every Unix.
    const hide = ['TMPDIR', 'XDG_RUNTIME_DIR'].map((name) => `process.env.${name} = '/dev/null/x'`)
    const places =
      "fs.mkdtempSync = fs.mkdirSync = () => { throw Object.assign(new Error('EROFS: x'), { code: 'EROFS' }) }"
    const file = join(base(), 'readonly.cjs')
    writeFileSync(
      file,
      `${hide.join(';')}\nconst fs = require('node:fs')\n${places}\nrequire('node:module').syncBuiltinESMExports()\n`,
    )
    const stage = await box.presentWith([`--require=${file}`], '--port', '0', 'welcome')
    expect(stage.stderr()).toMatch(
      /^nothing runs live here, every demo is replayed: .* set TMPDIR to a folder of your own\n/,
    )
    const page = await enter(stage)
    expect((await page.hear('welcome')).live).toMatchObject({
      // This text is on the badge. It must not say that the presenter asked for replay.
      welcome: { ok: false, why: expect.stringMatching(/^nothing runs live here: .*set TMPDIR/) },
    })
    await stage.stop()
    expect(stage.child.exitCode).toBe(0)
  })

  it('does not matter if another account has taken our folder: the stage is live', async () => {
    const place = join(box.tmp, `cuecast-${process.getuid?.() ?? 'user'}`)
    mkdirSync(place, { mode: 0o777 })
    const stage = await box.present('--port', '0', 'welcome')
    const page = await enter(stage)
    expect((await page.hear('welcome')).live).toMatchObject({ welcome: { ok: true } })
    await stage.stop()
    expect(readdirSync(box.tmp)).toEqual([`cuecast-${process.getuid?.() ?? 'user'}`])
  })
})
