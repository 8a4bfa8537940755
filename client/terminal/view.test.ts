import { describe, expect, it } from 'vitest'
import { QUERIES } from '../../test/support/hostile.ts'
import { deafTerminal } from './view.ts'
import { meant } from './output-only.ts'

const open = () => {
  const term = deafTerminal({ cols: 80, rows: 24, allowProposedApi: true })
  const said: string[] = []
  term.onData((data) => said.push(data))
  const write = (text: string) => new Promise<void>((parsed) => term.write(text, parsed))
  return { term, said, write }
}

describe('a view', () => {
  it('ignores the keyboard until somebody captures it', () => {
    const { term, said } = open()
    term.input('rm -rf x\r')
    expect(said).toEqual([])
    term.options.disableStdin = false
    term.input('ls\r')
    expect(said).toEqual(['ls\r'])
  })

  it.each([true, false])(
    'answers nothing that it is asked; deaf to the keyboard: %s',
    async (deaf) => {
      const { term, said, write } = open()
      term.options.disableStdin = deaf
      for (const question of QUERIES) await write(question)
      expect(said).toEqual([])
    },
  )
})

it.each([
  ['ls', 'ls'],
  ['\x1bOA', '\x1bOA'],
  ['\x1b[<0;3;4M', '\x1b[<0;3;4M'],
  ['\x1b[M !!', '\x1b[M !!'],
  ['\x1b[I', null],
  ['\x1b[O', null],
  ['\x1b[M \xc8!', null],
])('of what a view says, %j is taken for %j', (data, typed) => {
  expect(meant(data)).toBe(typed)
})
