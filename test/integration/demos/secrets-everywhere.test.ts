import { chmodSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { enter, openSandbox } from '../commands/command.ts'

const within = { timeout: 180_000 }
const SECRET = 'hunter2-password'
const NAMES = ['setup', 'requires', 'teardown']
const box = openSandbox()
afterAll(() => box.close())

/** Prints the secret in two pieces and fails, as soon as the file `trouble` exists. */
const FAILS = `#!/bin/sh
[ -e "$HOME/trouble" ] || exit 0
printf 'bad hunter2-' >&2; printf 'pass\\033[31mword\\n' >&2
exit 3
`
const script = (what: string) =>
  `title: t\nredact: [${SECRET}]\n${what}\nsteps:\n  - id: one\n    run: echo fine\n`

beforeAll(async () => {
  box.write({
    'demos/setup/demo.yaml': script('setup: ./fails.sh'),
    'demos/requires/demo.yaml': script(`requires: [{ run: ./fails.sh, why: 'bad ${SECRET}' }]`),
    'demos/teardown/demo.yaml': script('teardown: ./fails.sh'),
    ...Object.fromEntries(NAMES.map((name) => [`demos/${name}/fails.sh`, FAILS])),
    'slides/talk/deck.md': NAMES.map((name) => `\`\`\`demo ${name}\n\`\`\`\n`).join('\n---\n\n'),
    'slides/quiet/deck.md': '```demo unset\n```\n',
    'demos/unset/demo.yaml':
      'title: t\nredact: [$NOT_SET_HERE]\nsteps:\n  - id: one\n    run: echo fine\n',
  })
  for (const name of NAMES) chmodSync(join(box.root, `demos/${name}/fails.sh`), 0o755)
  const { status, stderr } = await box.run('record', ...NAMES)
  expect([status, stderr.includes(SECRET)], stderr).toEqual([0, false])
  box.write({ '../trouble': '' })
}, 180_000)

function expectNothing(text: string): void {
  expect(text).not.toMatch(/hunter2|password/)
}
/** Expects that the text has no part of the secret, but the line in which it was. */
function expectCovered(text: string): void {
  expectNothing(text)
  expect(text).toContain(`bad ${'•'.repeat(SECRET.length)}`)
  expect(text).not.toContain('\x1b')
}

describe('the output of a failing script is covered', within, () => {
  it.each(NAMES)('from %s through rehearse: text, JSON and JUnit', async (name) => {
    const { stdout, stderr } = await box.run('rehearse', name)
    expectCovered(stdout + stderr)
    const file = join(box.root, `${name}.xml`)
    const json = await box.run('rehearse', name, '--json', '--junit', file)
    expectCovered(json.stdout + json.stderr)
    // A teardown is reported beside the results, because no step has failed.
    const check = name === 'teardown' ? expectNothing : expectCovered
    check(readFileSync(file, 'utf8'))
  })

  it('from requires through doctor, as text and JSON', async () => {
    for (const more of [[], ['--json']]) {
      const { stdout, stderr } = await box.run('doctor', 'talk', ...more)
      expectCovered(stdout + stderr)
    }
  })

  it('from all of them to a page, over the socket, and to the terminal of the show', async () => {
    const stage = await box.present('--port', '0', 'talk')
    const page = await enter(stage)
    page.say({ type: 'check', deck: 'talk' })
    await page.hear('health', ({ health }) => health.deck === 'talk')
    for (const demo of NAMES) {
      const intent = `intent-of-${demo}`
      page.say({ type: 'perform', intent, demo, step: 'one', panes: ['main'] })
      await page.hear('outcome', (one) => one.intent === intent)
    }
    for (const demo of ['setup', 'requires']) {
      const outcome = page.heard.find(
        (one) => one.type === 'outcome' && one.intent === `intent-of-${demo}`,
      )
      expectCovered(JSON.stringify(outcome))
    }
    expectNothing(JSON.stringify(page.heard))
    expectCovered(stage.stderr())
    // The next start runs the teardown that this one owes.
    const ended = new Promise((settle) => stage.child.on('close', settle))
    stage.child.kill('SIGKILL')
    await ended
    const next = await box.present('--port', '0', 'talk')
    await next.stop()
    expectCovered(next.stderr())
    expect(next.stderr()).toMatch(/^teardown: its teardown failed: .*bad •/m)
  })
})

describe('a secret that cannot be covered is reported', within, () => {
  const SAID = /\$NOT_SET_HERE is not set here/g

  it('when the library is presented, where any deck may be opened', async () => {
    const stage = await box.present('--port', '0', '--mode', 'replay')
    await stage.stop()
    expect(stage.stderr().match(SAID)).toHaveLength(1)
  })

  it('once, when a demo is approved', async () => {
    const { stderr, status } = await box.run('trust', 'unset', '--yes')
    expect(status).toBe(0)
    expect(stderr.match(SAID)).toHaveLength(1)
  })
})
