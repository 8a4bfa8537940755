import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { describe, expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '../..')

/**
 * Matches `import … from`, `export … from`, `import '…'` and `import('…')`, but not imports of
 * types only.
 */
const IMPORT =
  /(?:^|\n)\s*(?:import|export)\s+(?!type\b)(?:[^'";]*?\bfrom\s*)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/g

interface Graph {
  /** Paths from the root of the repository. */
  readonly files: ReadonlySet<string>
  readonly packages: ReadonlySet<string>
}

/** All files and packages that running `entry` could load. */
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

const RUNS_THINGS = ['node-pty', 'node:child_process', 'child_process']

/**
 * Expects that none of these files is in the set. Each must exist, or a file that was moved would
 * pass unnoticed.
 */
function expectNone(files: ReadonlySet<string>, unwanted: readonly string[]): void {
  for (const file of unwanted) {
    expect(existsSync(join(ROOT, file)), `${file} exists`).toBe(true)
    expect(files).not.toContain(file)
  }
}

describe('the listener of a follower reaches nothing that runs commands', () => {
  test.each(['server/audience/follower-listener.ts', 'server/audience/fanout.ts'])(
    '%s',
    (entry) => {
      const { files, packages } = graph(entry)
      expect([...packages].filter((name) => RUNS_THINGS.includes(name))).toEqual([])
      expectNone(files, [
        'server/terminal/pty/pty.ts',
        'server/terminal/session/session.ts',
        'server/stage/hub.ts',
      ])
    },
  )
})

describe('the code for phones reaches nothing that types', () => {
  test('server/remote/listener.ts', () => {
    const { files, packages } = graph('server/remote/listener.ts')
    expect([...packages].filter((name) => RUNS_THINGS.includes(name))).toEqual([])
    expect([...packages].filter((name) => !name.startsWith('node:')).sort()).toEqual([
      'valibot',
      'ws',
    ])
    expectNone(files, [
      'server/terminal/pty/pty.ts',
      'server/terminal/session/session.ts',
      'server/stage/hub.ts',
      'server/demo/runtime.ts',
      'server/web/websocket/window-socket.ts',
      'server/library/library.ts',
    ])
  })
  test('client/pages/remote.ts', () => {
    const { files, packages } = graph('client/pages/remote.ts')
    expect([...packages]).toEqual(['valibot'])
    expectNone(files, [
      'client/connection/connection.ts',
      'client/input/typing/keyboard-capture.ts',
      'client/terminal/view.ts',
      'client/deck/reveal.ts',
    ])
  })
})

describe('the offline player reaches no server', () => {
  test('client/pages/offline.ts', () => {
    const { files } = graph('client/pages/offline.ts')
    expect(files).toContain('client/base/page-data.ts')
    expectNone(files, ['client/connection/connection.ts', 'client/pages/present.ts'])
  })
})

describe('the search for imports', () => {
  test('sees every real import', () => {
    const { files, packages } = graph('server/terminal/pty/pty.ts')
    expect(packages).toContain('node-pty')
    expect(graph('server/terminal/session/session.ts').files).toContain(
      'server/terminal/pty/pty.ts',
    )
    expect(graph('server/audience/follower-listener.ts').packages).toContain('ws')
    expect(files.size).toBeGreaterThan(1)
  })
})
