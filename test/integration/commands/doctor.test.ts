import { chmodSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { DeckHealth } from '../../../core/health/health.ts'
import { processes } from '../../../server/terminal/process/table.ts'
import { openSandbox, type Sandbox } from './command.ts'

/** Six demos of five steps; each step needs a different image. */
const NAMES = ['a', 'b', 'c', 'd', 'e', 'f']
const demo = (name: string) =>
  `requires: [docker]\nsteps:\n${[1, 2, 3, 4, 5]
    .map((n) => `  - { id: s${n}, run: docker run x, requires: [{ image: lab/${name}${n} }] }\n`)
    .join('')}`

let box: Sandbox
beforeEach(() => {
  box = openSandbox()
  box.write({
    'slides/talk/deck.md': NAMES.map((name) => `\`\`\`demo ${name}\n\`\`\`\n`).join('\n---\n\n'),
    ...Object.fromEntries(NAMES.map((name) => [`demos/${name}/demo.yaml`, demo(name)])),
    'bin/docker': `#!/bin/sh\necho $$ >> ${box.root}/started\nexec sleep 600\n`,
  })
  chmodSync(join(box.root, 'bin/docker'), 0o755)
})
afterEach(() => box.close())

/** The pids of all processes that were the fake docker. */
function started(): number[] {
  const file = join(box.root, 'started')
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').map(Number) : []
}
// The limit of 15 s is tested with a fake clock in server/health/examine-deck.io.test.ts.
describe('a docker that hangs for ever', { timeout: 180_000 }, () => {
  it('does not block doctor, which names what did not answer and leaves nothing running', async () => {
    for (const name of NAMES) expect((await box.run('trust', name, '--yes')).status).toBe(0)
    const { status, stdout, stderr } = await box.run('doctor', 'talk', '--json')
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' })
    const health = JSON.parse(stdout) as DeckHealth
    // There are no takes either, which is why the steps are broken.
    expect(health.summary).toBe('0 of 30 steps live, 30 broken')
    for (const { findings } of health.demos)
      expect(findings.map(({ why }) => why)).toContainEqual(
        expect.stringMatching(
          /^the Docker engine: (no answer (within \d s|in time)|there was no time for an answer)$/,
        ),
      )
    expect(started().length).toBeGreaterThan(0)
    const left = () => processes().filter(({ pid }) => started().includes(pid))
    await expect.poll(left, { timeout: 20_000 }).toEqual([])
  })
})
