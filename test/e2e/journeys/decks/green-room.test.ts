import { chmodSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { openWindow, type Window } from '../../../support/browser/browser.ts'
import { leavePhones, openPhone } from '../../support/onphone.ts'
import {
  enter,
  openSandbox,
  type Presenting,
  type Sandbox,
} from '../../../integration/commands/command.ts'

/** Tests of a green room before a talk, and of a fake Docker that dies during it. */
let window: Window
let box: Sandbox
let programs: string
let stage: Presenting
beforeAll(async () => {
  window = await openWindow({ width: 1280, height: 800 })
})
afterAll(() => window.close())
beforeEach(async () => {
  programs = realpathSync(mkdtempSync(join(tmpdir(), 'cuecast-programs-')))
  box = openSandbox()
  const path = `${programs}:/usr/local/bin:/usr/bin:/bin`
  box.write({
    'slides/talk/deck.md': '# A talk\n\n```demo engine\n```\n',
    'demos/engine/demo.yaml': `title: Engine\nrequires: [docker]\nenv: { PATH: '${path}' }\nsteps:\n  - { id: hello, run: echo hello }\n  - { id: image, run: echo image, requires: [{ image: lab/x, platform: linux/arm64 }] }\n`,
  })
  docker('echo 28.2.2')
  expect((await box.run('record', 'engine')).stderr).toBe('')
  stage = await box.present('--port', '0', '--remote', '127.0.0.1')
})
afterEach(async () => {
  await stage.stop()
  await box.close()
  rmSync(programs, { recursive: true })
})
function docker(script: string): void {
  writeFileSync(join(programs, 'docker'), `#!/bin/sh\n${script}\n`)
  chmodSync(join(programs, 'docker'), 0o755)
}
const within = { timeout: 60_000 }
const verdict = (page: Page) => page.textContent('.verdict')

it('shows a fault, and no longer shows it once it is mended and checked again', async () => {
  docker('case "$*" in image*) exit 1;; esac; echo 28.2.2')
  const page = await window.context.newPage()
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  page.on('console', (line) => line.type() === 'error' && errors.push(line.text()))
  await page.goto(`http://127.0.0.1:${stage.port}/decks/talk/green-room#ticket=${stage.ticket}`)
  await expect.poll(() => verdict(page), within).toBe('1 of 2 steps live, 1 replay only')
  const row = page.locator('tr[data-step="image"]')
  expect(await row.textContent()).toContain('the image lab/x is not here for linux/arm64')
  expect(await row.textContent()).toContain('docker pull --platform linux/arm64 lab/x')

  docker('echo 28.2.2')
  // The test uses only the keyboard: the button is the first stop of Tab.
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await expect.poll(() => verdict(page), within).toBe('2 of 2 steps live')
  expect(await page.evaluate(() => document.activeElement?.className)).toBe('check')
  expect(await page.locator('details.demo').getAttribute('open')).toBe(null)

  // The green room has left the control free for the next window.
  await page.click('.stage-link')
  await page.waitForSelector('html[data-ready]')
  expect(await page.locator('.notice').textContent()).not.toContain('another window')
  expect(errors).toEqual([])
  await page.close()
})

it('tells every window that Docker dies during the talk, and its next step is a replay at once', async () => {
  const page = await window.context.newPage()
  await page.goto(`http://127.0.0.1:${stage.port}/decks/talk/#ticket=${stage.ticket}`)
  await page.waitForSelector('html[data-ready]')
  const token = await page.evaluate(() => sessionStorage.getItem('cuecast-token'))
  const other = await enter(stage, token ?? '')
  expect(other.welcome.role).toBe('mirror')
  // The stage checks by itself half a minute after its start; a request makes it check sooner.
  other.say({ type: 'check', deck: 'talk' })
  await other.hear('health', ({ health }) => health.word === 'live')
  docker('echo Cannot connect to the Docker daemon >&2; exit 1')
  const { health } = await other.hear('health', ({ health }) => health.word !== 'live')
  expect(health.summary).toBe('0 of 2 steps live, 2 replay only')
  const [engine] = health.demos
  expect(engine?.findings.map(({ why }) => why)).toContain('the Docker engine does not answer')

  await page.keyboard.press('PageDown')
  const pane = page.locator('section.present [data-pane]').first()
  await expect.poll(() => pane.textContent(), within).toContain('the Docker engine does not answer')
  expect(await pane.locator('.badge-kind').textContent()).toBe('REPLAY')
  other.close()
  await page.close()
})

it('shows on a phone that Docker has died, before its step and without a reason', async () => {
  const page = await window.context.newPage()
  await page.goto(`http://127.0.0.1:${stage.port}/decks/talk/#ticket=${stage.ticket}`)
  await page.waitForSelector('html[data-ready]')
  const remote = () => /^(http:\S+) (\d{6})$/m.exec(stage.stdout())
  await expect.poll(remote, within).not.toBeNull()
  const [, address = '', pin = ''] = remote() ?? []
  const phone = await openPhone(address)
  await phone.pair(pin)
  await expect.poll(() => phone.text('head'), within).toBe('Next: step 1 of 2')
  expect(await phone.text('would')).toBe('')

  docker('echo Cannot connect to the daemon at /run/secret.sock >&2; exit 1')
  await expect.poll(() => phone.text('would'), within).toBe('Not live now: its recording plays')
  expect(await phone.page.textContent('main')).not.toMatch(/secret|Docker/)
  expect(await phone.text('light')).toBe('mainlive')
  const label = await phone.page.getAttribute('.next', 'aria-label')
  expect(label).toBe('Next: step 1 of 2. Not live now: its recording plays')

  docker('echo 28.2.2')
  const token = await page.evaluate(() => sessionStorage.getItem('cuecast-token'))
  const other = await enter(stage, token ?? '')
  other.say({ type: 'check', deck: 'talk' })
  await expect.poll(() => phone.text('would'), within).toBe('')
  other.close()
  await leavePhones([phone])
  await page.close()
})
