import { describe, expect, it } from 'vitest'
import { checkFlagMap, chosenFlags } from './parse-flag-map.ts'
import { type FlagMapBlock } from './model.ts'
import { parseDeck } from './parse.ts'
import { flagName, type FlagMap } from './flag-map.ts'
import { showProblem } from '../base/problem.ts'
import { defined } from '../base/defined.ts'

const read = (...lines: string[]) => parseDeck('talk', 'deck.md', lines.join('\n'))
const shown = (...lines: string[]) =>
  read(...lines).problems.map((problem) => showProblem(problem, lines.join('\n')))
function block(...options: string[]): FlagMapBlock {
  const { value, problems } = read('```flagmap flags.json', ...options, '```')
  expect(problems).toEqual([])
  const found = value!.slides[0]!.blocks[0]!
  if (found.type !== 'flagmap') throw new Error(found.type)
  return found
}

const flag = (name: string, group: string, value?: string) => {
  return { flag: name, group, source: 's', json: [], ...defined({ value }) }
}
const map: FlagMap = {
  docker: '1',
  runc: '1',
  date: 'd',
  image: 'i',
  args: [],
  flags: [flag('-m', 'limits', '64m'), flag('-v', 'files', '/a:/b'), flag('-v', 'files', 'x:/y')],
}
const names = (...options: string[]) => chosenFlags(map, block(...options)).map(flagName)

describe('a flag map on a slide', () => {
  it('names a file, and may name flags and a group', () => {
    const lines = ['before', '```flagmap flags.json', 'group: limits', 'flags: -m, -v x:/y', '```']
    const { value, problems } = read(...lines, 'after')
    expect(problems).toEqual([])
    expect(value!.slides[0]!.blocks).toEqual([
      { type: 'markdown', text: 'before' },
      {
        type: 'flagmap',
        file: 'flags.json',
        group: 'limits',
        flags: ['-m', '-v x:/y'],
        place: { line: 2, column: 12, length: 10 },
        groupPlace: { line: 3, column: 8, length: 6 },
        flagsPlace: { line: 4, column: 8, length: 11 },
      },
      { type: 'markdown', text: 'after' },
    ])
    expect(block('flags: ["-m", "--a b,c"]').flags).toEqual(['-m', '--a b,c'])
  })

  it('shows all flags, a group, or the named flags in their order and each once', () => {
    expect(names()).toEqual(['-m 64m', '-v /a:/b', '-v x:/y'])
    expect(names('group: files')).toEqual(['-v /a:/b', '-v x:/y'])
    expect(names('flags: -v, -m, -v /a:/b')).toEqual(['-v /a:/b', '-v x:/y', '-m 64m'])
    expect(names('flags: -v x:/y', 'group: files')).toEqual(['-v x:/y'])
  })

  it('says which flag or group is not there', () => {
    const check = (...options: string[]) =>
      checkFlagMap('deck.md', map, block(...options)).map((problem) => showProblem(problem))
    expect(check('flags: -m, -n, -v')).toEqual([
      'deck.md:2:8: flags.json has no flag `-n`\n  hint: did you mean `-m`?',
    ])
    expect(check('group: files', 'flags: -m')).toEqual([
      'deck.md:3:8: flags.json has no flag `-m` in the group `files`\n  hint: did you mean `-v`?',
    ])
    expect(check('group: limit')).toEqual([
      'deck.md:2:8: flags.json has no group `limit`\n  hint: did you mean `limits`?',
    ])
    expect(check('group: files', 'flags: -v')).toEqual([])
  })

  it('is checked, and the rest of the deck is still read', () => {
    const hint = 'hint: write ```flagmap FILE.json, with the name of a file beside the deck'
    for (const name of ['../flags.json', '/etc/x.json', 'a/b.json', 'flags.yaml', '.x.json', 'a b'])
      expect(shown(`\`\`\`flagmap ${name}`, '```')[0]).toContain(hint)
    expect(shown('```flagmap', '```')[0]).toContain('deck.md:1:1: a flag map of which file?')
    expect(shown('```flagmap f.json', 'flag: -m', 'group: [a]', 'flags: {a: b}', '```')).toEqual([
      'deck.md:2:1: unknown key `flag`\n  2 | flag: -m\n    | ^^^^\n  hint: did you mean `flags`?',
      'deck.md:3:1: `group` must be the name of a group, not a list\n  3 | group: [a]\n    | ^^^^^',
      'deck.md:4:1: `flags` must be flags such as -m, --cpus, not a mapping\n  4 | flags: {a: b}\n    | ^^^^^',
    ])
    expect(shown('a', 'Note: b', '```flagmap f.json', '```')[0]).toContain(
      '3:1: a flag map cannot stand in the notes',
    )
    const { value } = read('# a', '```flagmap ../x', '```', '---', '# b')
    expect(value!.slides).toHaveLength(2)
    // A fence whose language only begins with that word is code.
    expect(read('```flagmapper x', '```').value!.slides[0]!.blocks[0]!.type).toBe('markdown')
  })
})
