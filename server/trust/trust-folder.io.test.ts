import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parseDemo } from '../../core/demo/parse.ts'
import { keptLines } from '../../core/trust/sheet.ts'
import { MOST } from '../files/folder-files.ts'
import { createSeals } from './seal.ts'
import { sheetOf } from './describe-demo.ts'
import { createTrust } from './trust.ts'

let root = ''
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'cuecast-folder-'))
  mkdirSync(join(root, 'own'))
  write('demo.yaml', SCRIPT)
  write('take/main.cast', '{}\n')
  write('take/take.json', '{}\n')
})
afterEach(() => {
  // A folder that cannot be listed cannot be removed either.
  execFileSync('chmod', ['-R', 'u+rwx', root])
  rmSync(root, { recursive: true, force: true })
})

const SCRIPT = `title: X
setup: ./setup.sh
made: [work]
steps:
  - { id: one, run: bash take/x.sh }
`
const at = (path: string) => join(root, 'demos/x', path)
function write(path: string, text: string, mode = 0o644): string {
  mkdirSync(dirname(at(path)), { recursive: true })
  writeFileSync(at(path), text, { mode })
  return at(path)
}
const x = (folder = 'demos/x') => ({ name: 'x', folder: join(root, folder) })
/** Opens trust like a server that starts now: it remembers only what is in the file. */
const trust = () => createTrust(join(root, 'own'), join(root, 'trust.json'))
function approve(how = {}): ReturnType<typeof trust> {
  const one = trust()
  expect(one.approve(x(), one.hash(x()), how)).toBeNull()
  expect(one.isTrusted(x())).toBe(true)
  return one
}
function shown(): readonly string[] {
  const { value } = parseDemo('x', 'demo.yaml', readFileSync(at('demo.yaml'), 'utf8'))
  return keptLines(sheetOf(value!, x().folder, 'hash'))
}
const notLookedAt = () => shown().flatMap((line) => /^not looked at (.*)$/.exec(line)?.[1] ?? [])

describe('an approval', () => {
  it('covers everything in the folder but the recording', () => {
    write('take/x.sh', 'echo one\n')
    write('.gitignore', '*.log\n')
    approve()
    write('take/main.cast', '{ "another": 1 }\n')
    write('take/take.json', '{ "another": 1 }\n')
    expect(trust().isTrusted(x())).toBe(true)
    const changes: [string, () => void][] = [
      ['another script in take/', () => write('take/x.sh', 'echo two\n')],
      ['a cast of no pane', () => write('take/other.cast', '')],
      ['what git does not see', () => write('some.log', '')],
      ['what npm does not pack', () => write('node_modules/a/index.js', '')],
      ['a hook', () => write('.git/hooks/post-checkout', '')],
      ['what git is to leave out', () => write('.gitignore', '')],
      ['a link', () => symlinkSync('/tmp', at('link'))],
      ['a pipe', () => execFileSync('mkfifo', [at('pipe')])],
      ['the right to be executed', () => chmodSync(at('demo.yaml'), 0o755)],
      ['an odd name', () => write('a\n\u001b[2J', '')],
      [
        'a link in the place of the recording',
        () => {
          rmSync(at('take/main.cast'))
          symlinkSync('x.sh', at('take/main.cast'))
        },
      ],
    ]
    const one = approve()
    for (const [what, change] of changes) {
      change()
      expect([what, one.isTrusted(x()), one.holds(x())]).toEqual([what, false, false])
      expect([what, trust().isTrusted(x())]).toEqual([what, false])
      expect(one.approve(x(), one.hash(x()))).toBeNull()
    }
  })

  it('belongs to its folder: a copy with the same content was never approved', () => {
    write('take/x.sh', 'echo one\n')
    approve()
    cpSync(x().folder, join(root, 'demos/copy'), { recursive: true })
    expect(trust().isTrusted(x('demos/copy'))).toBe(false)
    // Another path to the same folder leads to the same approval.
    symlinkSync(join(root, 'demos'), join(root, 'way'))
    expect(trust().isTrusted(x('way/x'))).toBe(true)
  })

  it('sees a change that keeps name, size and time', () => {
    const file = write('run.sh', 'echo one\n')
    const { atime, mtime } = statSync(file)
    // Set by hand a time is one of whole milliseconds, so it is set before, too.
    utimesSync(file, atime, mtime)
    const one = approve()
    writeFileSync(file, 'echo two\n')
    utimesSync(file, atime, mtime)
    expect(one.holds(x())).toBe(false)
  })

  it('sees it by inode and times alone, when these are old enough to be relied on', () => {
    const file = write('run.sh', 'echo one\n')
    const { atime, mtime } = statSync(file)
    utimesSync(file, atime, mtime)
    const seals = createSeals(() => Date.now() + 60_000)
    const before = seals.covered(x().folder)
    expect(seals.covered(x().folder)).toBe(before)
    writeFileSync(file, 'echo two\n')
    utimesSync(file, atime, mtime)
    expect(seals.covered(x().folder)).not.toBe(before)
  })

  it('sees changes through another name of the same file', () => {
    const outside = join(root, 'outside.sh')
    writeFileSync(outside, 'echo one\n')
    linkSync(outside, at('run.sh'))
    const one = approve()
    writeFileSync(outside, 'echo two\n')
    expect(one.holds(x())).toBe(false)
  })

  it('is refused for more files than anybody can read', () => {
    mkdirSync(at('many'))
    for (let n = 0; n <= MOST.files; n++) writeFileSync(at(`many/${n}`), '')
    expect(() => trust().hash(x())).toThrow(
      /^it has more than 10000 files, too many to be approved; `made` /,
    )
    expect(trust().isTrusted(x())).toBe(false)
    rmSync(at('many'), { recursive: true })
    execFileSync('truncate', ['-s', '600M', at('large')])
    expect(() => trust().hash(x())).toThrow('it holds more than 512 MB, too much to be approved')
  })
})

describe('a file that the setup makes', () => {
  it('is shown and covered where it is there before anything has run', () => {
    write('work/x.sh', 'rm -rf ~\n')
    expect(shown()).toEqual(
      expect.arrayContaining([
        'file work/x.sh: 9 bytes, where setup makes things',
        'work/x.sh| rm -rf ~',
      ]),
    )
    const one = approve()
    write('work/x.sh', 'rm -rf /\n')
    expect(trust().isTrusted(x())).toBe(false)
    // Once the demo runs, its commands may write there.
    expect(one.holds(x())).toBe(true)
  })

  it('may not come from elsewhere between an approval and the first run', () => {
    approve()
    write('work/x.sh', 'rm -rf ~\n')
    expect(trust().isTrusted(x())).toBe(false)
    rmSync(at('work'), { recursive: true })
    expect(trust().isTrusted(x())).toBe(true)
  })

  it('needs no new approval when the last run left it there', () => {
    const lines = ['kept']
    const one = approve({ own: true, lines })
    write('work/deep/x.sh', 'made\n')
    mkdirSync(at('work/empty'))
    expect(one.left(x())).toBeNull()
    expect(trust().isTrusted(x())).toBe(true)
    expect(trust().before(x())).toEqual({ lines })
    expect(trust().isOwn(x())).toBe(true)
    write('work/deep/x.sh', 'else\n')
    expect(trust().isTrusted(x())).toBe(false)
    rmSync(at('work'), { recursive: true })
    expect(one.left(x())).toBeNull()
    expect(trust().isTrusted(x())).toBe(true)
  })

  it('is not accepted for a demo that nobody approved', () => {
    write('work/x.sh', 'made\n')
    expect(trust().left(x())).toBeNull()
    expect(trust().isTrusted(x())).toBe(false)
  })

  it('may be unreadable for its user', () => {
    const one = approve()
    write('work/shut/x', 'made\n')
    chmodSync(at('work/shut'), 0o000)
    expect(one.left(x())).toBeNull()
    expect(trust().isTrusted(x())).toBe(true)
  })

  it.each(['.', '..', '/work', 'a/../b', 'take', 'take/x.sh', 'demo.yaml', '*.sh', ''])(
    'is never %j',
    (path) => {
      const text = `made: [${JSON.stringify(path)}]\nsteps: [{ id: a, run: b }]\n`
      const { value, problems } = parseDemo('x', 'demo.yaml', text)
      expect(value?.live).toBe(false)
      expect(problems[0]?.message).toBe(`\`${path}\` is nothing that a demo makes in its folder`)
    },
  )
})

describe('a file that no approval covers', () => {
  it('is named with every place that mentions it', () => {
    write(
      'demo.yaml',
      `title: X
setup: ./setup.sh
made: [work]
env: { LAB: /srv/lab, PATH: 'bin:/opt/bin' }
requires: [{ run: test -e /etc/lab, why: the lab is up }]
panes: { main: { cwd: ../elsewhere } }
steps:
  - id: one
    cues: [{ type: 'bash /tm' }, { type: 'p/x.sh' }, { key: enter }]
    rejoin: source ~/x
  - { id: two, run: 'bash work/x.sh && sh take/main.cast && cat way && $LAB/y' }
`,
    )
    write('setup.sh', '#!/bin/bash\nsource "$HOME"/lib.sh\ncp /usr/share/x work\n', 0o755)
    write('lib/inner', 'x\n')
    symlinkSync('/etc', at('way'))
    symlinkSync('lib/inner', at('stays'))
    symlinkSync('work/x', at('to-made'))
    execFileSync('mkfifo', [at('pipe')])
    expect(notLookedAt()).toEqual([
      'made by setup: work',
      'not a file: pipe',
      'a link: to-made → work/x',
      'a link: way → /etc',
      'step one, main: /tmp/x.sh',
      'step two, main: work/x.sh',
      'step two, main: take/main.cast',
      'step two, main: way',
      'step two, main: $LAB/y',
      'rejoin one: ~/x',
      'checks the lab is up: /etc/lab',
      'pane main: ../elsewhere',
      'environment LAB: /srv/lab',
      'environment PATH: /opt/bin',
      'setup.sh: $HOME/lib.sh',
      'setup.sh: /usr/share/x',
      'setup.sh: work',
    ])
  })

  it('names the file, even if only a comment in the script has changed', () => {
    approve({ lines: shown() })
    write('demo.yaml', `# a comment\n${SCRIPT}`)
    const { value } = parseDemo('x', 'demo.yaml', readFileSync(at('demo.yaml'), 'utf8'))
    const { before } = sheetOf(value!, x().folder, 'hash', trust().before(x()) ?? undefined)
    const changed = before?.changes?.filter(({ is }) => is === 'new' || is === 'gone')
    expect(changed?.map(({ text }) => text)).toEqual([
      expect.stringMatching(/^file demo\.yaml: \d+ bytes, sha256 [0-9a-f]{16}$/),
      expect.stringMatching(/^file demo\.yaml: \d+ bytes, sha256 [0-9a-f]{16}$/),
    ])
  })

  it('names a file that has changed and cannot be shown', () => {
    write('program', 'a\0b', 0o755)
    approve({ lines: shown() })
    write('program', 'a\0c', 0o755)
    const { value } = parseDemo('x', 'demo.yaml', SCRIPT)
    const { before } = sheetOf(value!, x().folder, 'hash', trust().before(x()) ?? undefined)
    const changed = before?.changes?.filter(({ is }) => is === 'new') ?? []
    expect(changed.map(({ text }) => text)).toEqual([
      expect.stringMatching(/^file program: 3 bytes, may be executed, not text, sha256 /),
    ])
  })
})
