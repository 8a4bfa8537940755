import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { lost, readDefences } from './list.ts'

const ROOT = join(import.meta.dirname, '../..')

// `npm run defences` finds out whether a test notices; this test finds a lost line within seconds.
describe('the list of defences', () => {
  it('names files that exist, and lines that they contain exactly once', () => {
    const all = readDefences()
    expect(all.flatMap((defence) => lost(ROOT, defence) ?? [])).toEqual([])
    expect(all.length).toBeGreaterThan(200)
  })

  it('has each name once', () => {
    const names = readDefences().map(({ name }) => name)
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([])
  })
})

describe('a defence that cannot be switched off', () => {
  let root: string
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'cuecast-list-'))
    mkdirSync(join(root, 'core'))
    writeFileSync(join(root, 'core/lock.ts'), 'if (locked) return\nopen()\nopen()\n')
    writeFileSync(join(root, 'core/lock.test.ts'), '')
  })
  afterEach(() => rmSync(root, { recursive: true }))
  const lock = {
    name: 'a lock',
    file: 'core/lock.ts',
    find: 'if (locked)',
    replace: 'if (false)',
    test: 'core/lock.test.ts',
  }

  it.each([
    [{}, null],
    [{ file: 'core/gone.ts' }, 'NO SUCH FILE      a lock: core/gone.ts'],
    [{ file: 'core' }, 'NO SUCH FILE      a lock: core'],
    [{ test: 'core/gone.test.ts' }, 'NO SUCH FILE      a lock: core/gone.test.ts'],
    [{ find: 'if (shut)' }, 'NOT FOUND ONCE    a lock: core/lock.ts: 0 times "if (shut)"'],
    [{ find: 'open()' }, 'NOT FOUND ONCE    a lock: core/lock.ts: 2 times "open()"'],
    [{ replace: 'if (locked)' }, 'CHANGES NOTHING   a lock: "if (locked)"'],
  ])('is reported: %o', (change, said) => {
    expect(lost(root, { ...lock, ...change })).toBe(said)
  })
})
