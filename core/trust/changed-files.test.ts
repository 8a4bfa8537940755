import { describe, expect, it } from 'vitest'
import { diffLines } from '../base/diff.ts'
import { changedFiles, sayChanged } from './changed-files.ts'

const BEFORE = [
  'step hello, main: sh step.sh ⏎',
  'file step.sh: 9 bytes',
  'step.sh| echo hello',
  'file notes: 3 bytes',
  'notes| abc',
  'file demo.yaml: 80 bytes, sha256 aaaa',
]
const since = (now: readonly string[]) => changedFiles([...diffLines(BEFORE, now)])

describe('what has changed in a demo', () => {
  it.each([
    ['nothing', BEFORE, []],
    ['a file that came', [...BEFORE, 'file stray: 0 bytes'], [{ path: 'stray', how: 'new' }]],
    [
      'a file that went',
      BEFORE.filter((line) => !line.includes('notes')),
      [{ path: 'notes', how: 'gone' }],
    ],
    [
      'a line of a file',
      BEFORE.map((line) => line.replace('echo hello', 'echo evil!').replace('9 bytes', '10 bytes')),
      [{ path: 'step.sh', how: 'changed' }],
    ],
    [
      'a line of the same length',
      BEFORE.map((line) => line.replace('abc', 'abd')),
      [{ path: 'notes', how: 'changed' }],
    ],
    [
      'a command',
      BEFORE.map((line) => line.replace('sh step.sh ⏎', 'ls ⏎').replace('aaaa', 'bbbb')),
      [{ path: 'demo.yaml', how: 'changed' }],
    ],
  ] as const)('is %s', (_, now, files) => {
    expect(since(now)).toEqual(files)
  })

  it('is named, and counted from the fourth file on', () => {
    const files = ['a', 'b', 'c', 'd', 'e'].map((path) => ({ path, how: 'new' }) as const)
    expect(sayChanged(files)).toBe('a is new, b is new, c is new and 2 more')
    expect(sayChanged([{ path: 'a', how: 'gone' }])).toBe('a is gone')
  })
})
