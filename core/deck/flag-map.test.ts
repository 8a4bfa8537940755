import { describe, expect, it } from 'vitest'
import type { ConfigChange, MappedFlag } from './flag-map.ts'
import { parseFlagMap } from './flag-map.ts'
import { jsonLines } from './flag-map-json.ts'
import { brief, flagSentence, showPath } from './flag-map-text.ts'
import { showProblem } from '../base/problem.ts'

const head = '"docker": "20.10", "runc": "1.1", "date": "2026-11-24", "image": "i", "args": ["a"]'
const shown = (text: string) =>
  parseFlagMap('f.json', text).problems.map((problem) => showProblem(problem))

describe('the data of a flag map', () => {
  it('is JSON', () => {
    const flag =
      '{"flag": "-t", "group": "g", "source": "s", "json": [{"path": ["a"], "value": null}]}'
    const { value, problems } = parseFlagMap('f.json', `{${head}, "flags": [${flag}]}`)
    expect(problems).toEqual([])
    expect(value).toMatchObject({
      docker: '20.10',
      flags: [{ flag: '-t', json: [{ path: ['a'], value: null }] }],
    })
  })

  it('is checked, and each problem has its place', () => {
    expect(shown('{')[0]).toMatch(/^f\.json:1:/)
    expect(shown('{"docker": "1"')[0]).toMatch(/^f\.json:1:/)
    expect(shown('')[0]).toContain('the file')
    expect(shown('[]')[0]).toContain('the file must be a mapping')
    expect(shown(`{${head}}`)).toEqual(['f.json:1:1: `flags` is missing'])
    expect(shown(`{${head}, "flags": 5}`)[0]).toContain('`flags` must be a list of flags')
    expect(shown(`{${head}, "flags": [\n7,\n{"flag": "m", "group": 1, "json": [{}, 3]}]}`)).toEqual(
      [
        'f.json:2:1: an item of `flags` must be a mapping, not `7`\n  hint: its keys: flag, value, group, what, note, source, json',
        'f.json:3:10: `flag` must be a flag such as -m, not `m`',
        'f.json:3:24: `group` must be a text, not `1`\n  hint: put it in quotes: "1"',
        expect.stringContaining('`source` is missing'),
        expect.stringContaining('`path` is missing'),
        expect.stringContaining('a change has a `value`, or says what `was`'),
        expect.stringContaining('an item of `json` must be a mapping, not `3`'),
      ],
    )
    const many = Array.from({ length: 501 }, () => '{}').join()
    expect(shown(`{${head}, "flags": [${many}]}`).join()).toContain('more than 500 flags')
    expect(parseFlagMap('f', `{${head}, "flags": [{}]}`).value).toBeNull()
  })
})

const flag = (name: string, ...json: ConfigChange[]): MappedFlag => {
  return { flag: name, group: 'g', source: 's', json }
}
const said = (...of: Parameters<typeof flag>) =>
  flagSentence(flag(...of))
    .map(({ text, code }) => (code ? `\`${text}\`` : text))
    .join('')

describe('the sentence of a flag', () => {
  it('says what the flag changes', () => {
    const memory = ['linux', 'resources', 'memory']
    const limit = { path: [...memory, 'limit'], value: 67108864 }
    const swap = { path: [...memory, 'swap'], value: -1, was: 0 }
    expect(said('-m', limit)).toBe('`-m` becomes `linux.resources.memory.limit = 67108864`.')
    expect(said('-m', limit, swap)).toBe(
      '`-m` becomes `linux.resources.memory.limit = 67108864` and `linux.resources.memory.swap = -1` (was `0`).',
    )
    const env = { path: ['process', 'env', '[]'], value: 'TERM=xterm' }
    expect(said('-t', limit, env, swap)).toBe(
      '`-t` becomes `linux.resources.memory.limit = 67108864`; adds `"TERM=xterm"` to `process.env`; and 1 more.',
    )
    const pid = { path: ['linux', 'namespaces', '[type=pid]'], was: { type: 'pid' } }
    expect(said('--pid', pid, { path: ['linux', 'seccomp'], was: {} })).toBe(
      '`--pid` takes `pid` out of `linux.namespaces`; takes away `linux.seccomp`.',
    )
    const size = { path: ['mounts', '[destination=/dev/shm]', 'options', '[]'] }
    expect(said('--shm-size', { ...size, value: 'size=8', was: 'size=9' })).toBe(
      '`--shm-size` turns `"size=9"` into `"size=8"` in `mounts[/dev/shm].options`.',
    )
  })

  it('says who applies the flag when no JSON does', () => {
    expect(said('--rm')).toBe('`--rm` reaches no JSON.')
    const noted = flagSentence({ ...flag('--rm'), note: 'the engine deletes it' })
    expect(noted.map(({ text }) => text).join('')).toBe(
      '--rm reaches no JSON: the engine deletes it.',
    )
  })

  it('keeps values short', () => {
    expect(brief(['aaaa', 'bbbb', 'cccc'], 20)).toBe('["aaaa", "bbbb", …]')
    expect(brief(['a'.repeat(99)], 20)).toBe('[ … ]')
    expect(brief({ a: 'b'.repeat(99) }, 20)).toBe('{ … }')
    expect(brief('b'.repeat(99), 20)).toHaveLength(20)
    expect(brief({ a: [1, {}], b: null }, 99)).toBe('{ "a": [1, {}], "b": null }')
    expect(showPath(['linux', 'sysctl', 'net.core'])).toBe('linux.sysctl["net.core"]')
  })
})

describe('the JSON of flags', () => {
  const drawn = (...flags: MappedFlag[]) =>
    jsonLines(flags).map(({ indent, text, flags: of, leaf, gone, was }) => {
      const before = was === undefined ? '' : ` was ${was}`
      return `${gone ? '-' : leaf ? '+' : ' '}${of.join('')} ${'  '.repeat(indent)}${text}${before}`
    })

  it('is nested, in the order of the flags, and shows only what they touch', () => {
    const resources = ['linux', 'resources']
    expect(
      drawn(
        flag('-m', { path: [...resources, 'memory', 'limit'], value: 1, was: 0 }),
        flag('--cpus', { path: [...resources, 'cpu', 'quota'], value: 5 }),
        flag('--pid', { path: ['linux', 'namespaces', '[type=pid]'], was: { type: 'pid' } }),
      ),
    ).toEqual([
      ' 012 { "linux": {',
      ' 01   "resources": {',
      ' 0     "memory": {',
      '+0       "limit": 1 was 0',
      ' 0     },',
      '+1     "cpu": { "quota": 5 }',
      ' 01   },',
      ' 2   "namespaces": [',
      '-2     { "type": "pid" }',
      ' 2   ]',
      ' 012 } }',
    ])
  })

  it('has one line for two flags that write the same, and two lines for different values', () => {
    const args = { path: ['args'] }
    const [a, b] = [
      { ...args, value: [1] },
      { ...args, value: [2] },
    ]
    expect(drawn(flag('a', a), flag('b', b), flag('c', a))).toEqual([
      ' 012 {',
      '+02   "args": [1],',
      '+1   "args": [2]',
      ' 012 }',
    ])
  })

  it('names the item of a list, and joins items that were added or removed together', () => {
    const options = ['mounts', '[destination=/shm]', 'options', '[]']
    expect(
      drawn(
        flag('--ipc', ...['a', 'b'].map((value) => ({ path: options, value })), {
          path: options,
          was: 'c',
        }),
      ),
    ).toEqual([
      ' 0 { "mounts": [ {',
      ' 0   "destination": "/shm",',
      ' 0   "options": [',
      '+0     "a", "b"',
      '-0     "c"',
      ' 0   ]',
      ' 0 } ] }',
    ])
    expect(drawn(flag('--read-only', { path: options, value: 'ro' }))).toEqual([
      '+0 { "mounts": [{ "destination": "/shm", "options": ["ro"] }] }',
    ])
  })

  it('is empty when the flags touch nothing', () => {
    expect(drawn(flag('--rm'))).toEqual([])
  })
})
