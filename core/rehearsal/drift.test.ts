import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { drift } from './drift.ts'
import type { Masks } from './volatile.ts'

const none: Masks = { patterns: [], versions: [] }
const between = (take: string, today: string, masks: Partial<Masks> = {}) =>
  drift(take, today, { ...none, ...masks })
const shown = ({ lines }: ReturnType<typeof drift>) =>
  lines.map(
    ({ in: where, line }) =>
      ({ both: '  ', take: '- ', today: '+ ' })[where] + line.map(({ text }) => text).join(''),
  )

describe('benign', () => {
  test.each([
    ['an id', '$ docker run\n1a2b3c4d5e6f', '$ docker run\n6f5e4d3c2b1a', 'id'],
    ['a version', 'Docker version 28.2.2', 'Docker version 29.0.0', 'version'],
    ['a time', 'Up 3 seconds', 'Up About a minute', 'time'],
    ['a duration', 'in 0.4s', 'in 12.1s', 'duration'],
    ['a size, a little', '4.27MB', '4.31MB', 'size'],
    ['a pid', 'pid 4711', 'pid 815', 'pid'],
    ['a port', ':49153->80', ':32768->80', undefined],
    ['the width of a column', 'NAME   STATE', 'NAME  STATE', 'spacing'],
    ['a number set flush right', '  PID CMD\n  999 sh', '  PID CMD\n 1234 sh', 'pid'],
  ])('%s', (_, take, today, kind) => {
    const found = between(take, today)
    if (kind === undefined) return expect(found.kind).toBe('meaningful')
    expect(found.kind).toBe('benign')
    expect(found.changes.map((change) => change.kind)).toContain(kind)
  })
  it('names each change once, with the old and the new value', () => {
    expect(between('v1.2\nv1.2', 'v1.3\nv1.3').changes).toEqual([
      { kind: 'version', take: 'v1.2', today: 'v1.3' },
    ])
  })
  it('covers what the script masks', () => {
    const patterns = [{ source: 'took .*', flags: '' }]
    expect(between('took long', 'took no time', { patterns }).kind).toBe('benign')
  })
})

describe('the same', () => {
  test.each([
    ['', ''],
    ['a\nb', 'a  \nb\n\n'],
    ['1a2b3c4d5e6f', '1a2b3c4d5e6f'],
  ])('%j and %j', (take, today) => {
    expect(between(take, today)).toMatchObject({ kind: 'same', changes: [] })
  })
})

describe('meaningful', () => {
  test.each([
    ['another word', '$ hostname\nrunc', '$ hostname\ncrun', ['  $ hostname', '- runc', '+ crun']],
    ['a line less', 'a\nb\nc', 'a\nc', ['  a', '- b', '  c']],
    ['a line more', 'a\nc', 'a\nb\nc', ['  a', '+ b', '  c']],
    ['a limit', 'limit 64MiB', 'limit 32MiB', ['- limit 64MiB', '+ limit 32MiB']],
    ['a size that is another', '4.27MB', '427.1MB', ['- 4.27MB', '+ 427.1MB']],
    ['a unit of a size', '4.27MB', '4.27kB', ['- 4.27MB', '+ 4.27kB']],
    ['the first pid', '  PID\n    1', '  PID\n    7', ['    PID', '-     1', '+     7']],
    ['an address', '172.17.0.2', '172.17.0.3', ['- 172.17.0.2', '+ 172.17.0.3']],
    ['an indentation', 'a:\n  b', 'a:\n    b', ['  a:', '-   b', '+     b']],
    [
      'a word beside an id',
      'started 1a2b3c4d5e6f',
      'exited 6f5e4d3c2b1a',
      ['- started 1a2b3c4d5e6f', '+ exited 6f5e4d3c2b1a'],
    ],
    ['nothing at all', 'a', '', ['- a', '+ ']],
  ])('%s', (_, take, today, lines) => {
    const found = between(take, today)
    expect(found.kind).toBe('meaningful')
    expect(shown(found)).toEqual(lines)
  })
  it('still lists the benign changes', () => {
    const found = between('v1.2 one\ntwo', 'v1.3 one\n2')
    expect(found).toMatchObject({ kind: 'meaningful', changes: [{ kind: 'version' }] })
  })
})

const word = fc.stringMatching(/^[g-zG-Z][a-zA-Z]{0,9}$/)
const volatile = fc.constantFrom('1a2b3c4d5e6f', '12:34:56', '1.2.3', '4.27MB', '0.5s', 'pid 4711')
const other: Readonly<Record<string, string>> = {
  '1a2b3c4d5e6f': '6f5e4d3c2b1a',
  '12:34:56': '23:01:02',
  '1.2.3': '1.3.0-rc1',
  '4.27MB': '4.3MB',
  '0.5s': '12s',
  'pid 4711': 'pid 815',
}
const item = fc.oneof(
  word.map((text) => ({ take: text, today: text, word: true })),
  volatile.map((text) => ({ take: text, today: other[text] ?? '', word: false })),
)
const line = fc.array(item, { minLength: 1, maxLength: 6 })
const side = (
  lines: readonly (readonly { take: string; today: string }[])[],
  of: 'take' | 'today',
) => lines.map((items) => items.map((each) => each[of]).join(' ')).join('\n')

describe('any output', () => {
  const texts = fc.array(line, { minLength: 1, maxLength: 6 })
  it('is benign when only what is volatile differs', () => {
    fc.assert(
      fc.property(texts, (lines) => {
        const some = lines.flat().some((each) => !each.word)
        expect(between(side(lines, 'take'), side(lines, 'today')).kind).toBe(
          some ? 'benign' : 'same',
        )
      }),
    )
  })
  it(
    'is meaningful when a word differs, however much beside it is volatile',
    { timeout: 30_000 },
    () => {
      fc.assert(
        fc.property(texts, fc.nat(), word, (lines, nth, another) => {
          const words = lines.flat().filter((each) => each.word)
          const chosen = words[nth % Math.max(1, words.length)]
          fc.pre(chosen !== undefined && chosen.take !== another)
          const changed = lines.map((items) =>
            items.map((each) => (each === chosen ? { ...each, today: another } : each)),
          )
          expect(between(side(changed, 'take'), side(changed, 'today')).kind).toBe('meaningful')
        }),
        { numRuns: 500 },
      )
    },
  )
  it('is meaningful when a line is missing', () => {
    fc.assert(
      fc.property(fc.array(word, { minLength: 2, maxLength: 8 }), fc.nat(), (words, nth) => {
        const less = words.toSpliced(nth % words.length, 1)
        expect(between(words.join('\n'), less.join('\n')).kind).toBe('meaningful')
      }),
    )
  })
})

describe('very long output', () => {
  // Each of these took minutes or years while places were searched again from every character.
  it.each([
    ['letters', 'x'],
    ['digits', '1'],
    ['spaces before a word', ' '],
    ['line ends before a word', '\n'],
    ['what might be an id', 'a1'],
    ['what might be a version', '1.2.3-1.1'],
    ['ever more of a version', '.1'],
    ['suffixes of a version', '-rc1'],
    ['times', '10:11:12 '],
    ['sizes', '1.5MB '],
    ['wide characters', '東'],
  ])('is compared in a moment: %s', (_, shape) => {
    const long = `v1.2.3${shape.repeat(100_000 / shape.length)}_`
    expect(between(`${long}a`, `${long}b`).kind).toBe('meaningful')
  })

  it('is compared in a moment: a table of nothing but pids', () => {
    const table = `${'PID '.repeat(20_000)}\n${'4711 '.repeat(16_000)}`
    expect(between(`${table}a`, `${table}b`).kind).toBe('meaningful')
  })
})
