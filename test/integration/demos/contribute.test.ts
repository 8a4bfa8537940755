import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, expect, it } from 'vitest'

/** The repositories of the contribute demos have the same hashes for every presenter. */
const demos = resolve(import.meta.dirname, '../../../demos')
const base = mkdtempSync(join(tmpdir(), 'cuecast-contribute-'))
afterAll(() => rmSync(base, { recursive: true, force: true }))

/** The configuration of somebody who signs, has hooks and gives the first branch another name. */
const CONFIG = `[user]
name = Somebody
email = somebody@example.org
[commit]
gpgSign = true
[init]
defaultBranch = trunk
[core]
hooksPath = /nonexistent
autocrlf = true
`

it('has the recorded hash with another configuration and clock', () => {
  for (const name of ['kettle', 'contribute-merge'])
    cpSync(join(demos, name), join(base, name), { recursive: true })
  writeFileSync(join(base, '.gitconfig'), CONFIG)
  const env = { PATH: process.env['PATH'], HOME: base, TZ: 'Asia/Kathmandu', LANG: 'C' }
  const folder = join(base, 'contribute-merge')
  execFileSync('./setup.sh', { cwd: folder, env, stdio: 'pipe' })
  const hash = execFileSync('git', ['rev-parse', '--short', '12-fix-readme-typo'], {
    cwd: join(folder, 'world/upstream.git'), encoding: 'utf8',
  }).trim()
  const take = readFileSync(join(folder, 'take/maintainer.cast'), 'utf8')
  expect(take).toContain(`${hash} You: Fix a typo in the README`)
})
