import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { freshTake, publishTake, recoverTake } from './publish-take.ts'

const home = mkdtempSync(join(tmpdir(), 'cuecast-publish-'))
afterAll(() => {
  rmSync(home, { recursive: true })
})
let take = ''
let count = 0
beforeEach(() => {
  take = join(home, `demo-${++count}`, 'take')
  mkdirSync(join(take, '..'))
})

const CAST = '{"version":3,"term":{"cols":80,"rows":24}}\n[0.5,"m","step:one"]\n[0,"o","x"]\n'
function fill(folder: string, files: Record<string, string>) {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
}
function recorded(files: Record<string, string> = {}): string {
  const fresh = freshTake(take)
  fill(fresh, { 'shell.cast': CAST, 'take.json': '{"of":"new"}', ...files })
  return fresh
}
function golden() {
  mkdirSync(take)
  fill(take, { 'shell.cast': CAST, 'take.json': '{"of":"old"}' })
}
const whose = () => readFileSync(join(take, 'take.json'), 'utf8')

test('the first take, and one that replaces another, leave nothing else behind', () => {
  expect(publishTake(recorded(), take)).toEqual({ ok: true, value: undefined })
  expect(publishTake(recorded({ 'take.json': '{"of":"newer"}' }), take).ok).toBe(true)
  expect(whose()).toBe('{"of":"newer"}')
  expect(readdirSync(join(take, '..'))).toEqual(['take'])
})

describe('a good take is not replaced by', () => {
  test.each<[string, Record<string, string>]>([
    ['pane.cast.partial was not finished', { 'pane.cast.partial': CAST }],
    ['take.json is not JSON', { 'take.json': '{' }],
    ['shell.cast: its last line is cut off', { 'shell.cast': CAST + '[0,"o"' }],
    ['shell.cast: line 4 is not an event', { 'shell.cast': CAST + '[0,"o"]\n' }],
    ['shell.cast: line 4 is not an event', { 'shell.cast': CAST + '[-1,"o",""]\n' }],
    [
      'shell.cast: its first line is not the header of an asciicast v3',
      { 'shell.cast': CAST.replace('3', '2') },
    ],
    ['shell.cast: it has no step', { 'shell.cast': CAST.replace('step:', '') }],
  ])('%s', (why, files) => {
    golden()
    const fresh = recorded(files)
    expect(publishTake(fresh, take)).toEqual({
      ok: false,
      why: `the take was not replaced: ${why}`,
    })
    expect(whose()).toBe('{"of":"old"}')
    expect(existsSync(fresh)).toBe(true)
  })

  test('a folder without casts, or one that is gone', () => {
    golden()
    const fresh = freshTake(take)
    expect(publishTake(fresh, take).ok).toBe(false)
    rmSync(fresh, { recursive: true })
    expect(publishTake(fresh, take).ok).toBe(false)
    expect(whose()).toBe('{"of":"old"}')
  })
})

test('a crash between the two renames is undone', () => {
  golden()
  renameSync(take, `${take}.bak`)
  recoverTake(take)
  expect(whose()).toBe('{"of":"old"}')
  // And with the new one in place the old one is not brought back.
  mkdirSync(`${take}.bak`)
  recoverTake(take)
  expect(whose()).toBe('{"of":"old"}')
  expect(publishTake(recorded(), take).ok).toBe(true)
  expect(readdirSync(join(take, '..'))).toEqual(['take'])
})
