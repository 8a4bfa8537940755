import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { describe, expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '../..')

/** `import … from`, `export … from`, `import '…'` and `import('…')`, but nothing that is only a type. */
const IMPORT =
  /(?:^|\n)\s*(?:import|export)\s+(?!type\b)(?:[^'";]*?\bfrom\s*)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/g

interface Graph {
  /** Paths from the root of the repository. */
  readonly files: ReadonlySet<string>
  readonly packages: ReadonlySet<string>
}

/** All that running `entry` could load. */
function graph(entry: string): Graph {
  const files = new Set<string>()
  const packages = new Set<string>()
  const visit = (file: string) => {
    if (files.has(relative(ROOT, file))) return
    files.add(relative(ROOT, file))
    for (const [, fixed, dynamic] of readFileSync(file, 'utf8').matchAll(IMPORT)) {
      const target = fixed ?? dynamic ?? ''
      if (!target.startsWith('.')) packages.add(target)
      else if (target.endsWith('.ts')) visit(join(dirname(file), target))
    }
  }
  visit(join(ROOT, entry))
  return { files, packages }
}

const RUNS_THINGS = ['@lydell/node-pty', 'node-pty', 'node:child_process', 'child_process']

describe('what looks on never reaches what runs (S-17, P-04)', () => {
  const entries = ['server/audience.ts', 'server/fanout.ts', 'server/relay.ts', 'cli/serve.ts']
  test.each(entries.filter((entry) => existsSync(join(ROOT, entry))))('%s', (entry) => {
    const { files, packages } = graph(entry)
    expect([...packages].filter((name) => RUNS_THINGS.includes(name))).toEqual([])
    expect(files).not.toContain('server/pty.ts')
    expect(files).not.toContain('server/session.ts')
    expect(files).not.toContain('server/hub.ts')
  })
})

describe('what a phone reaches never types (S-17)', () => {
  test('server/remote.ts', () => {
    const { files, packages } = graph('server/remote.ts')
    expect([...packages].filter((name) => RUNS_THINGS.includes(name))).toEqual([])
    expect([...packages].filter((name) => !name.startsWith('node:')).sort()).toEqual([
      'valibot',
      'ws',
    ])
    for (const file of ['pty', 'session', 'hub', 'world', 'socket', 'library'])
      expect(files).not.toContain(`server/${file}.ts`)
  })
  test('client/remote.ts', () => {
    const { files, packages } = graph('client/remote.ts')
    expect([...packages]).toEqual(['valibot'])
    for (const file of ['connection', 'capture', 'view', 'reveal'])
      expect(files).not.toContain(`client/${file}.ts`)
  })
})

describe('what plays offline never reaches the server (T29)', () => {
  test('client/offline.ts', () => {
    const { files } = graph('client/offline.ts')
    expect(files).toContain('client/page.ts')
    expect(files).not.toContain('client/connection.ts')
    expect(files).not.toContain('client/present.ts')
  })
})

describe('the walk itself', () => {
  test('sees what is really imported', () => {
    const { files, packages } = graph('server/pty.ts')
    expect(packages).toContain('@lydell/node-pty')
    expect(graph('server/session.ts').files).toContain('server/pty.ts')
    expect(graph('server/audience.ts').packages).toContain('ws')
    expect(files.size).toBeGreaterThan(1)
  })
})
