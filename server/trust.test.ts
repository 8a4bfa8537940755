import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { parseDemo } from '../core/script.ts'
import { createTrust, describe as described, trustFile } from './trust.ts'

let root = ''
let file = ''
const demo = (path: string) => ({ name: 'x', folder: join(root, path) })
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'cuecast-trust-'))
  file = join(root, 'config/cuecast/trust.json')
  for (const folder of ['own/demos/x', 'theirs/demos/x', 'own-not/demos/x']) {
    mkdirSync(join(root, folder), { recursive: true })
    writeFileSync(join(root, folder, 'demo.yaml'), folder)
  }
})
afterEach(() => rmSync(root, { recursive: true, force: true }))
const trust = () => createTrust(join(root, 'own'), file)

it('what belongs to the program is trusted, and nothing else', () => {
  symlinkSync(join(root, 'theirs/demos/x'), join(root, 'own/demos/link'))
  expect(trust().isTrusted(demo('own/demos/x'))).toBe(true)
  expect(trust().isTrusted(demo('theirs/demos/x'))).toBe(false)
  expect(trust().isTrusted(demo('own-not/demos/x'))).toBe(false)
  expect(trust().isTrusted(demo('own/../theirs/demos/x'))).toBe(false)
  expect(trust().isTrusted(demo('own/demos/link'))).toBe(false)
  expect(trust().isTrusted(demo('nowhere'))).toBe(false)
})

it('an approval holds for the folder as it was shown', () => {
  const theirs = demo('theirs/demos/x')
  expect(trust().approve(theirs, trust().hash(theirs))).toBeNull()
  expect(trust().isTrusted(theirs)).toBe(true)
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(readdirSync(dirname(file))).toEqual(['trust.json'])
  writeFileSync(join(theirs.folder, 'more.sh'), 'rm -rf /')
  expect(trust().isTrusted(theirs)).toBe(false)
  rmSync(join(theirs.folder, 'more.sh'))
  expect(trust().isTrusted(theirs)).toBe(true)
})

it('is refused when the folder changed between showing and approving', () => {
  const theirs = demo('theirs/demos/x')
  const hash = trust().hash(theirs)
  writeFileSync(join(theirs.folder, 'demo.yaml'), 'changed')
  expect(trust().approve(theirs, hash)?.message).toBe('`x` has changed since it was shown')
  expect(trust().isTrusted(theirs)).toBe(false)
})

it('keeps the approvals there are', () => {
  const [one, two] = [demo('theirs/demos/x'), demo('own-not/demos/x')]
  for (const each of [one, two]) expect(trust().approve(each, trust().hash(each))).toBeNull()
  expect([one, two].map((each) => trust().isTrusted(each))).toEqual([true, true])
})

it('does not rely on approvals that others can write, or that are none', () => {
  const theirs = demo('theirs/demos/x')
  const hash = trust().hash(theirs)
  trust().approve(theirs, hash)
  chmodSync(file, 0o622)
  expect(trust().isTrusted(theirs)).toBe(false)
  expect(trust().approve(theirs, hash)?.hint).toBe(`chmod 600 ${file}`)
  chmodSync(file, 0o600)
  const before = readFileSync(file, 'utf8')
  for (const text of ['', '{', '[]', '{"version":2,"approved":{}}', before.replace(hash, 'abc')]) {
    writeFileSync(file, text)
    expect(trust().isTrusted(theirs)).toBe(false)
    // What cannot be understood is not overwritten either.
    expect(trust().approve(theirs, hash)).not.toBeNull()
    expect(readFileSync(file, 'utf8')).toBe(text)
  }
})

it('says when approvals cannot be written', () => {
  const theirs = demo('theirs/demos/x')
  writeFileSync(join(root, 'config'), 'a file where a folder should be')
  expect(trust().approve(theirs, trust().hash(theirs))?.message).toContain('cannot be written')
})

it('lives where XDG says', () => {
  expect(trustFile({ XDG_CONFIG_HOME: '/c' })).toBe('/c/cuecast/trust.json')
  expect(trustFile({ XDG_CONFIG_HOME: 'c' })).toBe(join(homedir(), '.config/cuecast/trust.json'))
  expect(trustFile({})).toBe(join(homedir(), '.config/cuecast/trust.json'))
})

it('describes all that a demo would use', () => {
  const folder = demo('theirs/demos/x').folder
  writeFileSync(
    join(folder, 'setup.sh'),
    '#!/bin/sh\ndocker run -v /etc:/host busybox\ncommand -v docker\n',
  )
  writeFileSync(join(folder, '.gitignore'), '/machines/\n')
  const { value } = parseDemo(
    'x',
    'demo.yaml',
    `title: "harmless\\e[2J\\u202e"
setup: ./setup.sh
requires: [docker, { run: docker info, why: it answers }]
env: { LAB: lab }
redact: [$LAB_TOKEN]
panes: { main: { cwd: /srv, env: { A: b } }, far: { ssh: root@host, shell: zsh } }
steps:
  - { id: a, run: { main: "docker run --privileged --mount type=bind,src=/,dst=/x y", far: "echo a" } }
  - { id: b, in: far, cues: [{ type: vi }, { key: enter }, { key: ctrl-c }], rejoin: "true" }
`,
  )
  expect(described(value!, folder)).toEqual([
    'demo x: harmless\\u{1b}[2J\\u{202e}',
    'script ./setup.sh (3 lines)',
    'checks: docker info (it answers)',
    'pane main: bash in /srv',
    'pane far: zsh in ., on the ssh host root@host',
    'step a, main: docker run --privileged --mount type=bind,src=/,dst=/x y ⏎',
    'step a, far: echo a ⏎',
    'step b, far: vi ⏎ <ctrl-c>',
    'step b, rejoin: true',
    'mounts --privileged',
    'mounts --mount type=bind,src=/,dst=/x',
    'mounts -v /etc:/host',
    'environment LAB',
    'environment A',
    'environment LAB_TOKEN',
    'not looked at: machines (from setup)',
  ])
})
