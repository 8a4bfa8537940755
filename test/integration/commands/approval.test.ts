import { chmodSync, cpSync, existsSync, readFileSync, rmSync } from 'node:fs'
import { once } from 'node:events'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { enter, openSandbox } from './command.ts'
import type { Presenting, Sandbox } from './command.ts'

/** A stranger's demo in the real command: it runs exactly as it was approved, or not at all. */
const within = { timeout: 120_000 }
const CHANGED = 'changed since it was approved; run: cuecast trust foreign'

let box: Sandbox
beforeEach(() => {
  box = openSandbox()
  write('demo.yaml', SCRIPT)
  write('setup.sh', says('setup', 'mkdir -p work; echo made > work/it'), 0o755)
  write('take/act.sh', says('act'))
  write('check.sh', says('check'))
  write('teardown.sh', says('teardown'), 0o755)
})
afterEach(() => box.close())

const SCRIPT = `title: f
setup: ./setup.sh
teardown: ./teardown.sh
made: [work]
steps:
  - { id: one, run: bash take/act.sh, rejoin: bash take/act.sh }
  - { id: two, run: bash take/act.sh, rejoin: bash take/act.sh }
`
const says = (what: string, more = '') => `#!/bin/bash\necho ${what} >> ~/ran\n${more}\n`
const folder = () => join(box.root, 'demos/foreign')
function write(path: string, text: string, mode = 0o644): void {
  box.write({ [`demos/foreign/${path}`]: text })
  chmodSync(join(folder(), path), mode)
}
function ran(): readonly string[] {
  const file = join(dirname(box.root), 'ran')
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : []
}
const trust = async () =>
  expect(await box.run('trust', 'foreign', '--yes')).toMatchObject({ status: 0, stderr: '' })

let intents = 0
async function onStage(stage: Presenting) {
  const page = await enter(stage)
  return {
    ...page,
    async perform(step: string) {
      const intent = `intent-${++intents}`
      page.say({ type: 'perform', intent, demo: 'foreign', step, panes: ['main'] })
      return (await page.hear('outcome', (one) => one.intent === intent)).outcome
    },
    async rejoin(step: string) {
      page.say({ type: 'rejoin', demo: 'foreign', step })
      return (await page.hear('rejoined', (one) => one.step === step)).ok
    },
  }
}
const refused = { ok: false, why: 'missing', detail: CHANGED }

describe('an approved demo', within, () => {
  it('is checked again before its setup, and runs if it is unchanged', async () => {
    await trust()
    const stage = await box.present('--port', '0')
    const page = await onStage(stage)
    expect(page.welcome.live['foreign']).toEqual({ ok: true })
    write('setup.sh', says('evil'), 0o755)
    expect(await page.perform('one')).toEqual(refused)
    const { live } = await page.hear('live')
    expect(live['foreign']).toEqual({ ok: false, why: CHANGED, asks: 'approval' })
    expect(await page.rejoin('one')).toBe(false)
    expect(ran()).toEqual([])
    write('setup.sh', says('setup', 'mkdir -p work; echo made > work/it'), 0o755)
    expect(await page.perform('one')).toMatchObject({ ok: true })
    // Files that the setup makes are no change.
    expect(await page.perform('two')).toMatchObject({ ok: true })
    expect(ran()).toEqual(['setup', 'act', 'act'])
    page.close()
    await stage.stop()
    expect(ran().at(-1)).toBe('teardown')
  })

  it('is checked again before each step, each rejoin and its teardown', async () => {
    await trust()
    const stage = await box.present('--port', '0')
    const page = await onStage(stage)
    expect(await page.perform('one')).toMatchObject({ ok: true })
    write('take/act.sh', says('evil'))
    expect(await page.perform('two')).toEqual(refused)
    expect(await page.rejoin('two')).toBe(false)
    write('take/act.sh', says('act'))
    write('teardown.sh', says('evil'), 0o755)
    page.close()
    await stage.stop()
    expect(ran()).toEqual(['setup', 'act'])
    expect(stage.stderr()).toContain(`foreign: its teardown was not run: ${CHANGED}`)
  })

  it('runs in its new version once that was approved elsewhere, without a restart', async () => {
    await trust()
    const stage = await box.present('--port', '0')
    const page = await onStage(stage)
    write('demo.yaml', SCRIPT.replace('run: bash take/act.sh', 'run: bash take/act.sh two'))
    write('take/act.sh', '#!/bin/bash\necho "act $1" >> ~/ran\n')
    expect(await page.perform('one')).toEqual(refused)
    await trust()
    expect(await page.perform('one')).toMatchObject({ ok: true })
    expect(ran()).toEqual(['setup', 'act two'])
    page.close()
    await stage.stop()
  })

  it('runs none of its checks if it has changed', async () => {
    write('demo.yaml', `requires: [{ run: bash check.sh, why: it is so }]\n${SCRIPT}`)
    box.write({ 'slides/talk/deck.md': '# A talk\n\n```demo foreign\n```\n' })
    await trust()
    const stage = await box.present('--port', '0')
    const page = await onStage(stage)
    write('check.sh', says('evil'))
    page.say({ type: 'check', deck: 'talk' })
    const { health } = await page.hear('health')
    expect(JSON.stringify(health)).toContain('changed since it was approved')
    expect(await page.perform('one')).toEqual(refused)
    expect(ran()).toEqual([])
    page.close()
    await stage.stop()
  })

  it('needs no new approval after its own run, nor after one that was killed', async () => {
    await trust()
    for (const end of ['SIGTERM', 'SIGKILL', 'SIGTERM'] as const) {
      const stage = await box.present('--port', '0')
      const page = await onStage(stage)
      expect([end, await page.perform('one')]).toMatchObject([end, { ok: true }])
      // The demo keeps what it has built, and that differs each time.
      write(`work/${end}`, `${intents}`)
      page.close()
      const over = once(stage.child, 'close')
      stage.child.kill(end)
      await over
    }
    // A file that appears while nothing runs belongs to nobody.
    write('work/it', 'evil\n')
    const stage = await box.present('--port', '0')
    const page = await onStage(stage)
    expect(page.welcome.live['foreign']).toMatchObject({ ok: false, asks: 'approval' })
    page.close()
    await stage.stop()
  })

  it('owes a teardown after a kill, and a changed teardown is reported and not run', async () => {
    await trust()
    const stage = await box.present('--port', '0')
    const page = await onStage(stage)
    expect(await page.perform('one')).toMatchObject({ ok: true })
    page.close()
    stage.child.kill('SIGKILL')
    await once(stage.child, 'close')
    write('teardown.sh', says('evil'), 0o755)
    const { stderr } = await box.run('rehearse', 'foreign')
    expect(stderr).toContain(
      `foreign: an earlier run was cut off; its teardown is not run: ${CHANGED}`,
    )
    expect(ran()).toEqual(['setup', 'act'])
  })

  it('is approved in its folder: a copy of the same files elsewhere is not', async () => {
    await trust()
    cpSync(box.root, join(box.tmp, 'copy'), { recursive: true })
    rmSync(folder(), { recursive: true })
    cpSync(join(box.tmp, 'copy/demos/foreign'), join(box.root, 'demos/other'), { recursive: true })
    const { stdout } = await box.run('rehearse', 'other')
    expect(stdout).toContain('not approved on this machine; run: cuecast trust other')
    expect(ran()).toEqual([])
  })
})

describe('what has changed', within, () => {
  it('is named where a demo is looked at or rehearsed', async () => {
    box.write({ 'slides/talk/deck.md': '# A talk\n\n```demo foreign\n```\n' })
    const doctor = async () => (await box.run('doctor', 'talk')).stdout
    expect(await doctor()).toMatch(/record it, if it is yours: cuecast record foreign; else look/)
    await trust()
    write('stray', '')
    write('check.sh', says('more'))
    const changed = 'changed since it was approved: check.sh has changed, stray is new'
    expect(await doctor()).toContain(changed)
    const { stdout } = await box.run('rehearse', 'foreign')
    expect(stdout).toContain(`${changed}; run: cuecast trust foreign`)
  })

  it('is named where a demo makes files that its script does not name', async () => {
    const run = 'mkdir -p out && echo hi > out/it'
    box.write({
      'demos/mine/demo.yaml': `made: [other]\nsteps:\n  - { id: one, run: ${run} }\n`,
    })
    expect(await box.run('record', 'mine')).toMatchObject({
      status: 0,
      stderr: [
        'mine: out/it is new since the recording began, so it is recorded, but not approved',
        'what it makes itself belongs into its script: made: [other, out]',
        'then record it again; or look at it and approve it: cuecast trust mine\n',
      ].join('\n'),
    })
  })
})

describe('a demo that only replays', within, () => {
  it('has nothing that needs an approval, and nobody is asked', async () => {
    box.write({
      'demos/old/demo.yaml': 'live: false\nsteps:\n  - id: one\n',
      'slides/talk/deck.md': '# A talk\n\n```demo old\n```\n',
    })
    const stage = await box.present('talk', '--port', '0')
    const page = await enter(stage)
    expect(page.welcome.live['old']).toEqual({ ok: false, why: 'this demo has nothing to run' })
    await vi.waitUntil(() => stage.stderr().includes('old: replay only'), { timeout: 30_000 })
    page.close()
    await stage.stop()
    expect(stage.stderr()).not.toMatch(/would run and use|asks/)
    expect(await box.run('trust', 'old')).toEqual({
      status: 0,
      stdout: 'old is a recording with nothing to run: there is nothing to approve\n',
      stderr: '',
    })
  })
})
