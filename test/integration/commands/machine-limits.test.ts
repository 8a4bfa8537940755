import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { itNeeds } from '../../support/needs.ts'

/** Tests of the places where the command meets the machine, at its start and its end. */
const PACKAGE = resolve(import.meta.dirname, '../../..')
const COMMAND = join(PACKAGE, 'dist/cli/cuecast.js')
const within = { timeout: 60_000 }

const base = mkdtempSync(join(tmpdir(), 'cuecast-rim-'))
afterAll(() => rmSync(base, { recursive: true }))

function run(file: string, ...args: string[]) {
  const child = spawn(file, args, { cwd: base, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const output of [child.stdout, child.stderr])
    output.setEncoding('utf8').on('data', (text: string) => (said += text))
  return new Promise<{ status: number | null; said: string }>((settle) =>
    child.on('close', (status) => settle({ status, said })),
  )
}

describe('a Node that is too old', within, () => {
  const manifest = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8')) as {
    engines: { node: string }
    scripts: Record<string, string>
  }
  /** A file that makes this Node report another version. */
  const as = (version: string, file: string) => {
    const disguise = join(base, `${version}.cjs`)
    writeFileSync(
      disguise,
      `Object.defineProperty(process.versions, 'node', { value: '${version}' })\n`,
    )
    return run(process.execPath, '--require', disguise, file, '--version')
  }

  it.concurrent.each(['20.18.3', '18.20.8', '12.22.12'])(
    '%s is reported by the command',
    async (old) => {
      const [major, minor] = old.split('.')
      const needed = manifest.engines.node.replace('>=', '')
      expect(await as(old, COMMAND)).toEqual({
        status: 1,
        said: `Cuecast needs Node ${needed} or newer; this is ${major}.${minor}.\n`,
      })
    },
  )

  it('is reported before a build, which would fail with a less clear error', async () => {
    const [, file = ''] = (manifest.scripts['prebuild'] ?? '').split(' ')
    expect(await as('18.20.8', join(PACKAGE, file))).toMatchObject({ status: 1 })
  })

  it('is not reported for the oldest supported version, or a newer one', async () => {
    const needed = manifest.engines.node.replace('>=', '')
    for (const version of [`${needed}.0`, '22.0.0', '100.1.0'])
      expect(await as(version, COMMAND)).toMatchObject({ status: 0 })
  })
})

describe('a machine without free descriptors or processes', within, () => {
  it('is reported if the descriptors do not suffice, wherever that is noticed', async () => {
    for (const limit of [20, 22, 24, 26, 28, 30, 32]) {
      const script = `ulimit -n ${limit}; exec "$0" "$@"`
      const args = [COMMAND, 'export', 'welcome', '--out', join(base, `out-${limit}`)]
      const { status, said } = await run('bash', '-c', script, process.execPath, ...args)
      expect(said).not.toMatch(/EMFILE|^ +at /m)
      if (status !== 0) expect(said).toMatch(/too many files are open for one process[;:] /)
    }
  })

  itNeeds('proc')('says so when its own words cannot be written', async () => {
    const { status, said } = await run(
      ...(['bash', '-c', '"$0" "$@" >/dev/full', process.execPath, COMMAND, '--help'] as const),
    )
    expect(said).toBe('what was to be printed is lost: the disk is full; make room\n')
    expect(status).toBe(1)
  })
})
