import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fakeClock } from '../../test/support/fake-clock.ts'
import type { Stop } from '../../core/base/event.ts'
import { watchLibrary } from './watcher.ts'

let root: string
let stop: Stop = () => {}
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'cuecast-watch-'))
  write('slides/talk/deck.md', 'one')
  write('demos/one/demo.yaml', 'one')
  write('demos/one/take/take.json', 'one')
})
afterEach(() => {
  stop()
  rmSync(root, { recursive: true, force: true, maxRetries: 5 })
})
function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}
const remove = (path: string) => rmSync(join(root, path), { recursive: true })
const move = (from: string, to: string) => renameSync(join(root, from), join(root, to))

/**
 * Starts a watcher. `told` collects its changes, as `slides/talk`; `look` advances to the next look
 * without an event.
 */
function setUp(roots = ['']) {
  const fake = fakeClock()
  /** The intended length of each wait, in ms. */
  const waits: number[] = []
  const clock = {
    now: () => fake.now(),
    wake(at: number, run: () => void) {
      waits.push(at - fake.now())
      return fake.wake(at, run)
    },
  }
  const told: string[][] = []
  stop = watchLibrary(
    roots.map((each) => join(root, each)),
    clock,
    ({ decks, demos }) =>
      told.push([
        ...decks.map((name) => `slides/${name}`),
        ...demos.map((name) => `demos/${name}`),
      ]),
  )
  const LOOK = waits.at(-1)!
  function look(): string[][] {
    fake.advance(LOOK)
    return told.splice(0)
  }
  return { look, fake, waits, told }
}

describe('the watcher of the library', () => {
  it('tells each change once, and nothing where all is the same', () => {
    const { look } = setUp()
    expect(look()).toEqual([])
    write('slides/talk/deck.md', 'another')
    write('slides/talk/picture.svg', 'new')
    expect(look()).toEqual([['slides/talk']])
    expect(look()).toEqual([])
    write('demos/one/scripts/deep/setup.sh', 'new')
    write('slides/new/deck.md', 'new')
    expect(look()).toEqual([['slides/new', 'demos/one']])
    remove('demos/one')
    expect(look()).toEqual([['demos/one']])
  })

  it('sees a save by rename, and takes several saves as one', () => {
    const { look } = setUp()
    for (const words of ['a', 'b', 'c']) {
      write('slides/talk/deck.md.tmp', words)
      move('slides/talk/deck.md.tmp', 'slides/talk/deck.md')
    }
    expect(look()).toEqual([['slides/talk']])
  })

  it('sees a folder that was removed and made anew, even that of all decks', () => {
    const { look } = setUp()
    for (const folder of ['slides/talk', 'slides']) {
      remove(folder)
      write('slides/talk/deck.md', 'one')
      expect(look()).toEqual([['slides/talk']])
      write('slides/talk/deck.md', `after ${folder}`)
      expect(look()).toEqual([['slides/talk']])
    }
  })

  it('ignores the files that editors leave beside the saved ones', () => {
    const { look } = setUp()
    for (const name of [
      '.deck.md.swp',
      '4913',
      'deck.md~',
      '#deck.md#',
      '.#deck.md',
      'deck.md.bak',
    ])
      write(`slides/talk/${name}`, 'x')
    write('slides/.git/config', 'x')
    expect(look()).toEqual([])
  })

  it('ignores what the setup makes, and tells a take once, when it is replaced', () => {
    write('demos/one/.gitignore', '/machines/\n')
    const { look } = setUp()
    write('demos/one/machines/disk', 'made')
    write('demos/one/machines/deep/disk', 'made')
    expect(look()).toEqual([])
    write('demos/one/take/take.json', 'in its place, as no recording is published')
    expect(look()).toEqual([])
    write('demos/one/new/take.json', 'two')
    move('demos/one/take', 'demos/one/old')
    move('demos/one/new', 'demos/one/take')
    remove('demos/one/old')
    expect(look()).toEqual([['demos/one']])
    expect(look()).toEqual([])
  })

  it('looks where the library looks: into the first folder that has one of the name', () => {
    write('b/slides/talk/deck.md', 'hidden')
    write('b/slides/more/deck.md', 'seen')
    const { look } = setUp(['', 'b'])
    write('b/slides/talk/deck.md', 'still hidden')
    expect(look()).toEqual([])
    write('b/slides/more/deck.md', 'seen again')
    expect(look()).toEqual([['slides/more']])
  })

  it('continues when something cannot be read', () => {
    symlinkSync(join(root, 'nowhere'), join(root, 'slides/talk/broken.svg'))
    write('slides/a-file', 'no folder')
    const { look } = setUp(['', 'not-there'])
    write('slides/talk/deck.md', 'another')
    expect(look()).toEqual([['slides/talk']])
    write('not-there/demos/two/demo.yaml', 'new')
    expect(look()).toEqual([['demos/two']])
  })

  it('wakes at an event, looks once all is quiet, and never looks after it was stopped', async () => {
    const { fake, waits, told } = setUp()
    const before = waits.length
    for (const words of ['another', 'and another']) {
      write('slides/talk/deck.md', words)
      await expect.poll(() => waits.length, { timeout: 20_000 }).toBeGreaterThan(before)
    }
    const quiet = waits.at(-1)!
    expect(quiet).toBeLessThan(waits[0]!)
    fake.advance(quiet - 1)
    expect(told).toEqual([])
    fake.advance(1)
    expect(told).toEqual([['slides/talk']])
    stop()
    const after = waits.length
    write('slides/talk/deck.md', 'the last words')
    fake.advance(60_000)
    expect([told.length, waits.length]).toEqual([1, after])
  })
})
