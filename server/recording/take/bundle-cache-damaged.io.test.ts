import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { keepBundles } from './bundle-cache.ts'
import { openLibrary } from '../../library/library.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'cuecast-damaged-'))
  mkdirSync(join(root, 'demos/pair/take'), { recursive: true })
  writeFileSync(
    join(root, 'demos/pair/demo.yaml'),
    'panes:\n  left: {}\n  right: {}\nsteps:\n  - id: one\n    run: { left: ls, right: ls }\n  - id: two\n    run: { left: ls, right: ls }\n',
  )
  for (const pane of ['left', 'right']) write(`${pane}.cast`, CAST)
  write('take.json', FACTS)
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const CAST = `{"version":3,"term":{"cols":80,"rows":24}}
[0,"m","step:one"]
[0.1,"o","first"]
[0.1,"m","step:two"]
[0.1,"o","second"]
`
const FACTS =
  '{"version":1,"recorded":"2026-11-03T10:00:00Z","platform":"linux/amd64","tools":{},"script":"","steps":{}}'
const place = (file: string) => join(root, 'demos/pair/take', file)
const write = (file: string, text: string) => writeFileSync(place(file), text)
const replace = (file: string, make: (path: string) => void) => {
  rmSync(place(file))
  make(place(file))
}
const pipe = (path: string) => void execFileSync('mkfifo', [path])

/** The damage to the left pane's cast (or the facts), and the steps that remain. */
const DAMAGES: readonly [string, () => void, readonly string[] | null][] = [
  ['is cut off in its header', () => write('left.cast', CAST.slice(0, 30)), null],
  ['is cut off further in', () => write('left.cast', CAST.slice(0, 90)), ['one']],
  [
    'has a line that is none',
    () => write('left.cast', CAST.replace('[0.1,"m"', '[0.1,m')),
    ['one'],
  ],
  ['is no cast', () => write('left.cast', 'PNG\0\x01garbage\n'.repeat(9)), null],
  ['is empty', () => write('left.cast', ''), null],
  ['has a size that no terminal has', () => write('left.cast', CAST.replace('80', '0')), null],
  ['is of another version', () => write('left.cast', CAST.replace('3', '9')), null],
  ['is a folder', () => replace('left.cast', mkdirSync), null],
  ['is a pipe', () => replace('left.cast', pipe), null],
  ['has facts that are no JSON', () => write('take.json', '{'), ['one', 'two']],
  [
    'has facts of another version',
    () => write('take.json', FACTS.replace('1', '7')),
    ['one', 'two'],
  ],
  ['has a folder for its facts', () => replace('take.json', mkdirSync), ['one', 'two']],
  ['has a pipe for its facts', () => replace('take.json', pipe), ['one', 'two']],
]

describe('a recording that', () => {
  it.each(DAMAGES)(
    '%s counts as missing for the affected part, and the presenter is told',
    async (...all) => {
      const [, damage, left] = all
      damage()
      const told: string[] = []
      const found = openLibrary([root]).demo('pair')
      if (!found) throw new Error('there is no demo')
      const bundle = await keepBundles((demo, lines) => told.push(demo, ...lines)).of(found)
      // The stage is shown: problems of a recording never replace the demo.
      expect(bundle).not.toHaveProperty('problems')
      expect(bundle).not.toHaveProperty('replayOnly')
      expect(bundle.demo.steps.map(({ id }) => id)).toEqual(['one', 'two'])
      const steps = (pane: string) =>
        bundle.take?.panes[pane]?.segments.map(({ step }) => step) ?? null
      expect([steps('left'), steps('right')]).toEqual([left, ['one', 'two']])
      expect(bundle.damage?.length).toBeGreaterThan(0)
      expect(told).toEqual(['pair', ...(bundle.damage ?? [])])
      expect(told.join(' ')).toContain('pair/take/')
    },
  )

  it('is of a script with other steps has none of these', async () => {
    for (const pane of ['left', 'right'])
      write(`${pane}.cast`, CAST.replace('step:one', 'step:uno').replace('step:two', 'step:due'))
    const found = openLibrary([root]).demo('pair')
    const bundle = found && (await keepBundles().of(found))
    expect(bundle?.take?.panes['left']?.segments).toEqual([])
  })
})
