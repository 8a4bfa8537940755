import { describe, expect, it } from 'vitest'
import { fakeClock } from '../../../test/support/fake-clock.ts'
import { createPromptState } from './prompt-state.ts'

/** A shell that prints these marks. What the session says of them, and how often it asks. */
function session() {
  const clock = fakeClock()
  const told: string[] = []
  let asked = 0
  const state = createPromptState({
    clock,
    ask: () => void asked++,
    tell: (mark) => told.push(mark.mark === 'finished' ? `finished ${mark.status}` : mark.mark),
    at: () => clock.now(),
  })
  return {
    state,
    prints(...marks: string[]) {
      for (const mark of marks) state.mark(mark.split(';'))
    },
    /** Enter, and what the shell prints when it has taken the line. */
    enter(line = 'x') {
      state.typed(`${line}\r`)
      state.printed(Buffer.from('\r\n'))
    },
    passes: (ms: number) => clock.advance(ms),
    get said() {
      return told.splice(0)
    },
    get asked() {
      return asked
    },
  }
}
/** Marks as bash and as zsh print them; fish is like bash, without R. */
const PROMPT = { bash: ['R', 'D;0', 'A', 'B'], zsh: ['D;0', 'A', 'B', 'R'] }

describe.each(['bash', 'zsh'] as const)('the prompt of %s', (shell) => {
  const prompt = PROMPT[shell]

  it('is ready at its end, and the first one ends no command', () => {
    const one = session()
    one.prints(...prompt)
    expect(one.said).toEqual(['ready'])
    one.enter()
    expect(one.state.ready()).toBe(false)
    one.prints('C', ...prompt)
    expect(one.said).toEqual(['started', 'finished 0', 'ready'])
    one.passes(1_000)
    expect(one.asked).toBe(0)
  })

  it('is no news when it is drawn again', () => {
    const one = session()
    one.prints(...prompt)
    one.state.typed('half a line')
    void one.said
    one.prints(...prompt)
    expect([one.said, one.state.ready()]).toEqual([[], false])
    one.passes(1_000)
    expect(one.asked).toBe(0)
  })

  it('is the same after Ctrl-L', () => {
    const one = session()
    one.prints(...prompt)
    void one.said
    one.state.typed('\f')
    one.prints(...prompt)
    expect([one.said, one.state.ready()]).toEqual([[], true])
  })

  it('may follow an empty line, and Ctrl-C', () => {
    const one = session()
    one.prints(...prompt)
    void one.said
    one.enter('')
    one.prints(...prompt)
    one.state.typed('\x03')
    one.state.printed(Buffer.from('^C\r\n'))
    one.prints(...prompt)
    expect(one.said).toEqual(['finished 0', 'ready', 'finished 0', 'ready'])
  })

  it('is the old one until the shell has taken what was entered', () => {
    const one = session()
    one.prints(...prompt)
    void one.said
    one.state.typed('make\r')
    // The size has changed: the prompt is drawn again, before the shell reads.
    one.state.printed(Buffer.from('\r\x1b[K'))
    one.prints(...prompt)
    one.passes(1_000)
    expect([one.said, one.state.ready(), one.asked]).toEqual([[], false, 0])
    one.state.printed(Buffer.from('make\r\n'))
    one.prints('C', ...prompt)
    expect(one.said).toEqual(['started', 'finished 0', 'ready'])
  })

  it('is asked for when somebody has changed it, once each time', () => {
    const one = session()
    one.prints(...prompt)
    one.enter("PS1='custom> '")
    one.prints('C', 'R')
    void one.said
    one.passes(49)
    expect(one.asked).toBe(0)
    one.passes(1)
    expect(one.asked).toBe(1)
    // bash draws its prompt again after the answer.
    one.prints(shell === 'zsh' ? 'Q;0;start' : 'Q;0;0;1;1', 'R')
    expect(one.said).toEqual(['finished 0', 'ready'])
    one.passes(1_000)
    expect(one.asked).toBe(1)
    one.enter('false')
    one.prints('C', 'R')
    one.passes(50)
    one.prints('Q;1;0;1;1', 'R')
    expect(one.said).toEqual(['started', 'finished 1', 'ready'])
  })

  it('of a continued line is known, with its marks and without', () => {
    const one = session()
    one.prints(...prompt)
    one.enter('if :')
    one.prints(...(shell === 'zsh' ? ['C', 'P;k=s', 'R'] : ['R', 'P;k=s']))
    expect(one.said.at(-1)).toBe('continued')
    one.passes(1_000)
    expect(one.asked).toBe(0)
  })

  it('is not taken from a program that reads with the same line editor', () => {
    const one = session()
    one.prints(...prompt)
    one.enter('read -e name')
    one.prints('C', 'R')
    void one.said
    one.passes(50)
    one.prints(shell === 'zsh' ? 'Q;0;vared' : 'Q;0;1;1;1', 'R')
    expect([one.said, one.state.ready()]).toEqual([[], false])
  })

  it('is not asked of a program that somebody has begun to type into', () => {
    const one = session()
    one.prints(...prompt)
    one.enter()
    one.prints('C', 'R')
    one.state.typed('y')
    one.passes(1_000)
    expect(one.asked).toBe(0)
  })
})

it.each([
  ['bash', [], 'Q;0;1;0;1'],
  ['zsh', ['C'], 'Q;0;cont'],
] as const)(
  'a continuation prompt of %s that was changed is told from a prompt',
  (_, read, answer) => {
    const one = session()
    one.prints(...PROMPT.bash)
    one.enter('if :')
    one.prints(...read, 'R')
    one.passes(50)
    void one.said
    one.prints(answer, 'R')
    expect(one.said).toEqual(['continued'])
  },
)

it('where bash has lost every mark, it is taken to be at its prompt', () => {
  const one = session()
  one.prints(...PROMPT.bash)
  one.enter('PS0= PS1= PS2=')
  one.prints('C', 'R')
  one.passes(50)
  one.prints('Q;0;0;0;0', 'R')
  void one.said
  one.enter('false')
  one.prints('R')
  one.passes(50)
  one.prints('Q;1;0;0;0', 'R')
  expect(one.said).toEqual(['finished 1', 'ready'])
})

it('a status that bash does not write is asked for', () => {
  const one = session()
  one.prints(...PROMPT.bash)
  one.enter('shopt -u promptvars')
  void one.said
  one.prints('C', 'R', 'D;$?', 'A', 'B')
  expect([one.said, one.asked]).toEqual([['started'], 1])
  one.prints('Q;3;1;1;1', 'R', 'D;$?', 'A', 'B')
  expect([one.said, one.asked]).toEqual([['finished 3', 'ready'], 1])
})

it('a shell that has ended is not ready', () => {
  const one = session()
  one.prints(...PROMPT.bash)
  one.enter('exit')
  one.prints('C', 'R')
  one.state.stop()
  one.passes(1_000)
  expect([one.state.ready(), one.asked]).toEqual([false, 0])
})
