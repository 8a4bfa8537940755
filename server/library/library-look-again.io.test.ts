import builtin, { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openLibrary } from './library.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'cuecast-look-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

/** Writes a deck with this many slides, each with its own demo. */
function write(demos: number): void {
  const names = Array.from({ length: demos }, (_, n) => `demo-${n}`)
  for (const name of names) {
    mkdirSync(join(root, 'demos', name), { recursive: true })
    writeFileSync(
      join(root, 'demos', name, 'demo.yaml'),
      'title: One\nsteps:\n  - id: one\n    run: ls\n',
    )
  }
  mkdirSync(join(root, 'slides/talk'), { recursive: true })
  const slides = names.map((name) => `# ${name}\n\n\`\`\`demo ${name}\n\`\`\`\n`)
  writeFileSync(join(root, 'slides/talk/deck.md'), slides.join('\n---\n\n'))
}

/** The functions of `fs` can be replaced, although its types do not say so. */
const fs = builtin as { statSync: typeof builtin.statSync }

/** Counts how often `work` asks the disk about a file. */
function asks(work: () => void): number {
  const real = fs.statSync
  let count = 0
  fs.statSync = ((...args: Parameters<typeof real>) => {
    count++
    return real(...args)
  }) as typeof real
  syncBuiltinESMExports()
  try {
    work()
  } finally {
    fs.statSync = real
    syncBuiltinESMExports()
  }
  return count
}

describe('the disk accesses of a library', () => {
  it('are for the folder of the demo that is asked for, and for no other', () => {
    write(50)
    const library = openLibrary([root])
    expect(library.demo('demo-7')?.demo?.title).toBe('One')
    const asked = asks(() => library.demo('demo-7'))
    expect(asked).toBeGreaterThan(0)
    expect(asked).toBeLessThan(10)
  })

  it('are as many for each demo of a deck, however many demos there are', () => {
    write(50)
    const library = openLibrary([root])
    expect(library.deck('talk')?.problems).toEqual([])
    for (const work of [() => void library.deck('talk'), () => void library.decks()])
      expect(asks(work)).toBeLessThan(50 * 10)
  })

  it('open no demo if only the folders are asked for', () => {
    write(50)
    const library = openLibrary([root])
    // Folder and script are looked for, but the contents of neither are read.
    expect(asks(() => library.folders('demos'))).toBe(2 * 50)
    expect(asks(() => library.folders('demos', 'demo-7'))).toBe(2)
  })
})
