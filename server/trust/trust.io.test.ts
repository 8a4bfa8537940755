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
import { parseDemo } from '../../core/demo/parse.ts'
import { sheetCount, sheetLines } from '../../core/trust/sheet.ts'
import { sheetOf } from './describe-demo.ts'
import { createTrust, trustFile } from './trust.ts'

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
const trust = () => createTrust(join(root, 'own'), file, () => '2026-11-03')

it('files that belong to the program are trusted, and no others', () => {
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

it('keeps the other approvals', () => {
  const [one, two] = [demo('theirs/demos/x'), demo('own-not/demos/x')]
  for (const each of [one, two]) expect(trust().approve(each, trust().hash(each))).toBeNull()
  expect([one, two].map((each) => trust().isTrusted(each))).toEqual([true, true])
})

it('does not rely on a file that others can write, or that holds no approvals', () => {
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
    // A file that cannot be understood is not overwritten either.
    expect(trust().approve(theirs, hash)).not.toBeNull()
    expect(readFileSync(file, 'utf8')).toBe(text)
  }
})

it('a failure to write approvals is reported', () => {
  const theirs = demo('theirs/demos/x')
  writeFileSync(join(root, 'config'), 'a file where a folder should be')
  expect(trust().approve(theirs, trust().hash(theirs))?.message).toContain('cannot be written')
})

it('the file of approvals is where XDG says', () => {
  expect(trustFile({ XDG_CONFIG_HOME: '/c' })).toBe('/c/cuecast/trust.json')
  expect(trustFile({ XDG_CONFIG_HOME: 'c' })).toBe(join(homedir(), '.config/cuecast/trust.json'))
  expect(trustFile({})).toBe(join(homedir(), '.config/cuecast/trust.json'))
})

const SCRIPT = `title: "harmless\\e[2J\\u202e"
setup: ./setup.sh
requires: [docker, { run: docker info, why: it answers }]
env: { LAB: lab }
redact: [$LAB_TOKEN]
panes: { main: { cwd: /srv, env: { A: b } }, far: { ssh: root@host, shell: zsh } }
steps:
  - { id: a, run: { main: "docker run --privileged -p 8080:80 --mount type=bind,src=/,dst=/x y", far: "echo a" } }
  - { id: b, in: far, cues: [{ type: vi }, { key: enter }, { key: ctrl-c }], rejoin: ". ../else/where.sh" }
`
const sheet = (script = SCRIPT, before?: { on?: string; lines?: readonly string[] }) => {
  const { value, problems } = parseDemo('x', 'demo.yaml', script)
  expect(problems).toEqual([])
  return sheetOf(value!, demo('theirs/demos/x').folder, 'hash', before)
}
const write = (path: string, text: string | Uint8Array, mode = 0o644) =>
  writeFileSync(join(root, 'theirs/demos/x', path), text, { mode })

it('lists everything that a demo would run and use, with the text of its scripts', () => {
  write(
    'setup.sh',
    '#!/bin/sh\ndocker run -v /etc:/host busybox\nsudo ./more\nssh ada@far.example\n',
  )
  write('more', 'curl http://example.org:81/x\n')
  write('data.txt', 'a\n')
  write('program', new Uint8Array([0, 1, 2]), 0o755)
  write('.gitignore', '/machines/\n')
  const list = sheet()
  expect(sheetLines(list)).toEqual([
    'demo x: harmless\\u{1b}[2J\\u{202e}',
    'script before the first step: ./setup.sh',
    'checks it answers: docker info',
    'pane main: bash in /srv',
    'pane far: zsh in .',
    'step a, main: docker run --privileged -p 8080:80 --mount type=bind,src=/,dst=/x y ⏎',
    'step a, far: echo a ⏎',
    'step b, far: vi ⏎ <ctrl-c>',
    'rejoin b: . ../else/where.sh',
    'binary: docker',
    'rights: --privileged',
    'rights: sudo',
    'host pane far, by ssh: root@host',
    'host: ada@far.example',
    'host: example.org:81',
    'mounts: --mount type=bind,src=/,dst=/x',
    'mounts: -v /etc:/host',
    'port: -p 8080:80',
    'environment: LAB=lab',
    'environment: A=b',
    'environment reads yours: LAB_TOKEN',
    'not looked at made by setup: machines',
    'not looked at step a, main: /',
    'not looked at step a, main: /x',
    'not looked at rejoin b: ../else/where.sh',
    'not looked at pane main: /srv',
    'not looked at setup.sh: /etc',
    'not looked at setup.sh: /host',
    'file more: 29 bytes',
    'more| curl http://example.org:81/x',
    'file program: 3 bytes, may be executed, not text, sha256 ae4b3280e56e2faf',
    'file setup.sh: 75 bytes',
    'setup.sh| #!/bin/sh',
    'setup.sh| docker run -v /etc:/host busybox',
    'setup.sh| sudo ./more',
    'setup.sh| ssh ada@far.example',
    'file .gitignore: 11 bytes',
    '.gitignore| /machines/',
    'file data.txt: 2 bytes',
    'data.txt| a',
  ])
  expect(sheetCount(list)).toBe(
    '5 commands, 3 scripts, 5 lines of script, 3 hosts, 2 mounts, 1 port, 2 further rights, 3 variables',
  )
})

it('hides nothing below a fold, beside the window or in characters that draw nothing', () => {
  const blank = '\n'.repeat(500)
  write('setup.sh', `#!/bin/sh${blank}rm -rf x${' '.repeat(400)}; curl evil\u2066\u00a0\u200b\tx\n`)
  const [file] = sheet().files
  expect(file).toMatchObject({ path: 'setup.sh', called: true })
  expect(file?.lines).toEqual([
    [1, '#!/bin/sh'],
    [0, '499 blank lines'],
    [501, 'rm -rf x ⟨400 spaces⟩ ; curl evil\\u{2066}\\u{a0}\\u{200b}  x'],
  ])
})

it('cannot be approved from a page that does not show all of it', () => {
  write('setup.sh', '#!/bin/sh\n' + 'true\n'.repeat(20_000))
  expect(sheet().barred).toBe('setup.sh is too long to be shown whole')
  expect(sheet().files[0]?.why).toMatch(/^only its beginning is shown, sha256 [0-9a-f]{16}$/)
  write('setup.sh', '#!/bin/sh\n')
  expect(sheet()).not.toHaveProperty('barred')
  // Other files may have any size.
  write('data.txt', 'x\n'.repeat(200_000))
  expect(sheet()).not.toHaveProperty('barred')
})

it('tells what has changed since it was approved, from what was kept then', () => {
  write('setup.sh', '#!/bin/sh\necho one\n')
  const theirs = demo('theirs/demos/x')
  expect(trust().before(theirs)).toBeNull()
  const lines = sheetLines(sheet())
  expect(trust().approve(theirs, trust().hash(theirs), { lines })).toBeNull()
  expect(trust().before(theirs)).toEqual({ on: '2026-11-03', lines })
  write('setup.sh', '#!/bin/sh\necho two\n')
  const changed = SCRIPT.replace('echo a', 'rm -rf a')
  const { before } = sheet(changed, trust().before(theirs) ?? undefined)
  expect(before?.on).toBe('2026-11-03')
  expect(before?.changes?.filter(({ is }) => is === 'gone' || is === 'new')).toEqual([
    { is: 'gone', text: 'step a, far: echo a ⏎' },
    { is: 'new', text: 'step a, far: rm -rf a ⏎' },
    { is: 'gone', text: 'setup.sh| echo one' },
    { is: 'new', text: 'setup.sh| echo two' },
  ])
  // A new approval leaves the older one valid, and only the latest keeps its lines.
  expect(trust().approve(theirs, trust().hash(theirs), { lines: ['new'] })).toBeNull()
  expect(trust().before(theirs)?.lines).toEqual(['new'])
  const kept = JSON.parse(readFileSync(file, 'utf8')) as { approved: Record<string, object> }
  expect(Object.values(kept.approved).map((one) => 'lines' in one)).toEqual([false, true])
})

it('reads approvals of an older version, and keeps them', () => {
  const theirs = demo('theirs/demos/x')
  const hash = trust().hash(theirs)
  mkdirSync(dirname(file), { recursive: true })
  const old = { version: 1, approved: { [hash]: { name: 'x', folder: theirs.folder } } }
  writeFileSync(file, JSON.stringify(old), { mode: 0o600 })
  expect(trust().isTrusted(theirs)).toBe(true)
  expect(trust().before(theirs)).toEqual({})
  expect(sheet(SCRIPT, {}).before).toEqual({ changes: null })
  const other = demo('own-not/demos/x')
  expect(trust().approve(other, trust().hash(other))).toBeNull()
  expect(trust().isTrusted(theirs)).toBe(true)
})

it('knows whose commands are the presenter’s own', () => {
  const theirs = demo('theirs/demos/x')
  expect(trust().isOwn(demo('own/demos/x'))).toBe(true)
  expect(trust().isOwn(theirs)).toBe(false)
  trust().approve(theirs, trust().hash(theirs))
  expect(trust().isOwn(theirs)).toBe(false)
  trust().approve(theirs, trust().hash(theirs), { own: true })
  write('demo.yaml', 'changed')
  expect(trust().isOwn(theirs)).toBe(true)
  expect(trust().isTrusted(theirs)).toBe(false)
})
