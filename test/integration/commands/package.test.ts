import { execFileSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { layoutOf } from '../../../server/files/folder-files.ts'
import { scriptHash } from '../../../server/files/folder-hash.ts'

/**
 * Tests of demos in an npm package: a take has to fit the same script in a package and in its
 * repository.
 */
const PACKAGE = resolve(import.meta.dirname, '../../..')
const within = { timeout: 120_000 }

let root = ''
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'cuecast-package-'))
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

/** Returns the folder as it is after somebody has installed its package. */
function packed(folder: string): string {
  const into = mkdtempSync(join(root, 'packed-'))
  const args = ['pack', '--ignore-scripts', '--offline', '--pack-destination', into]
  execFileSync('npm', [...args, '--cache', join(root, 'cache')], { cwd: folder, stdio: 'pipe' })
  const [tarball = ''] = readdirSync(into)
  execFileSync('tar', ['-xzf', join(into, tarball), '-C', into])
  return join(into, 'package')
}

describe('a package', within, () => {
  let installed = ''
  beforeAll(() => {
    installed = packed(PACKAGE)
  })

  it('has the command and the files that it serves, and nothing that only a developer needs', () => {
    const files = readdirSync(installed, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(installed, join(entry.parentPath, entry.name)))
    expect(files).toContain('dist/cli/cuecast.js')
    expect(files).toContain('dist/client/.vite/manifest.json')
    expect(
      files.filter(
        (file) =>
          /(^|[./])test\.|tsbuildinfo|^dist\/\.|^(bench|test)\//.test(file) ||
          /^(core|server|client|cli)\//.test(file) ||
          /^dist\/.*README/.test(file),
      ),
    ).toEqual([])
  })

  it('has the script of every demo as it was recorded', () => {
    const demos = readdirSync(join(PACKAGE, 'demos')).filter((name) =>
      existsSync(join(PACKAGE, 'demos', name, 'demo.yaml')),
    )
    expect(demos.length).toBeGreaterThan(20)
    const hashes = (from: string) =>
      demos.map((name) => [name, scriptHash(join(from, 'demos', name))])
    expect(hashes(installed)).toEqual(hashes(PACKAGE))
    const recorded = demos.map((name) => {
      const facts = readFileSync(join(PACKAGE, 'demos', name, 'take/take.json'), 'utf8')
      return [name, (JSON.parse(facts) as { script: string }).script]
    })
    expect(hashes(installed)).toEqual(recorded)
    // The files that it leaves out are those that git ignores, and no others.
    const made = (from: string) =>
      demos.map((name) => [name, [...layoutOf(join(from, 'demos', name)).made].sort()])
    expect(made(installed)).toEqual(made(PACKAGE))
  })

  it('counts no file as part of a script that npm leaves out, or cannot hold', () => {
    const source = join(root, 'source')
    const write = (path: string, mode = 0o644) => {
      mkdirSync(dirname(join(source, path)), { recursive: true })
      writeFileSync(join(source, path), path.endsWith('.yaml') ? 'steps: [{ id: a }]' : path, {
        mode,
      })
    }
    const facts = { name: 'x', version: '1.0.0', files: ['demos'] }
    mkdirSync(source)
    writeFileSync(join(source, 'package.json'), JSON.stringify(facts))
    const names = ['a.sh', '.env', 'x~', 'original', 'package-lock.json', 'LICENSE', 'core', '.swp']
    names.push('yarn.lock', '.gitattributes')
    const never = [
      ...['.npmrc', '.DS_Store', '._a', '.a.swp', 'a.orig', 'npm-debug.log'],
      ...['.git/config', '.svn/x', '.hg/x', 'CVS/x', 'archived-packages/x'],
      ...['.lock-wscript', '.wafpickle-1', 'build/config.gypi'],
    ]
    write('demos/x/demo.yaml')
    for (const name of [...names, ...never])
      for (const folder of ['demos/x', 'demos/x/sub']) write(`${folder}/${name}`, 0o600)
    for (const name of ['.gitignore', '.npmignore', 'sub/.gitignore'])
      writeFileSync(join(source, 'demos/x', name), '# nothing\n')
    write('demos/x/run.sh', 0o777)
    symlinkSync('a.sh', join(source, 'demos/x/link'))
    mkdirSync(join(source, 'demos/x/empty'))
    const before = scriptHash(join(source, 'demos/x'))
    const installed = packed(source)
    expect(scriptHash(join(installed, 'demos/x'))).toBe(before)
    // The files that npm does pack count.
    for (const name of readdirSync(join(installed, 'demos/x/sub'))) {
      const file = join(source, 'demos/x/sub', name)
      const text = readFileSync(file)
      writeFileSync(file, 'another')
      expect([name, scriptHash(join(source, 'demos/x'))]).not.toEqual([name, before])
      writeFileSync(file, text)
    }
  })
})
