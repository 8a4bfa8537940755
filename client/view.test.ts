import { describe, expect, it } from 'vitest'
import { deafTerminal } from './view.ts'

/** What a terminal may be asked: attributes, status, modes, colours, fonts, the clipboard. */
const QUESTIONS = [
  ...['\x1b[c', '\x1b[>c', '\x1b[=c', '\x1b[5n', '\x1b[6n', '\x1b[?6n', '\x1b[?u', '\x1b[>q'],
  ...['\x1b[4$p', '\x1b[?25$p', '\x1b[14t', '\x1b[18t', '\x1b[21t'],
  ...['\x1bP$qm\x1b\\', '\x1bP$q"p\x1b\\', '\x1bP+q544e\x1b\\'],
  ...['\x1b]4;1;?\x07', '\x1b]10;?\x07', '\x1b]11;?\x1b\\', '\x1b]12;?\x07', '\x1b]52;c;?\x07'],
]
const open = () => {
  const term = deafTerminal({ cols: 80, rows: 24, allowProposedApi: true })
  const said: string[] = []
  term.onData((data) => said.push(data))
  const write = (text: string) => new Promise<void>((parsed) => term.write(text, parsed))
  return { term, said, write }
}

describe('a view (S-20)', () => {
  it('is deaf to the keyboard until somebody captures it', () => {
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
      for (const question of QUESTIONS) await write(question)
      expect(said).toEqual([])
    },
  )
})
