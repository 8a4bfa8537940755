import { describe, expect, it } from 'vitest'
import {
  answering,
  play,
  run,
  started,
  steady,
  ran,
  output,
  textIn,
} from '../../test/support/performer-story.ts'
import type { Part } from '../demo/model.ts'
import { NO_SCREEN } from '../terminal/drawn.ts'
import { performStep } from './performer.ts'
import type { PerformEffect, PerformInput } from './performer.ts'
import { newPerformance } from './state.ts'

describe('the performer', () => {
  it('types, presses enter, waits for the shell, and measures', () => {
    const { log, typed } = play(run('echo hi'), answering(ran('hi\r\n')))
    expect(typed).toBe('echo hi\r')
    expect(log).toEqual(['typing', 'running', '{"ok":true,"status":0,"duration":0,"lines":1}'])
  })

  it.each([
    ['a wrong exit status', run('false'), ran('', 1), '"why":"exit"'],
    ['a status that the script allows', run('x', { exit: [137] }), ran('', 137), '"ok":true'],
    ['any status, where none is judged', run('x', { exit: [] }), ran('', 3), '"ok":true'],
    [
      'output that lacks what is expected',
      run('x', { expect: { source: '^runc$', flags: 'm' } }),
      ran('docker\r\n'),
      '"why":"expect"',
    ],
    [
      'expected output under colours and line ends',
      run('x', { expect: { source: '^runc$', flags: 'm' } }),
      ran('a\r\n\x1b[32mru\x1b[1mnc\x1b[m\r\n'),
      '"ok":true',
    ],
  ])('judges the outcome: %s', (_, part, answer, verdict) => {
    expect(play(part, answering(answer)).log.at(-1)).toContain(verdict)
  })

  it('does not take the echo of the typed command for its output', () => {
    const part = run('echo secret', { expect: { source: 'secret', flags: '' } })
    const answers = answering([output('echo secret\r\n'), ...ran('nothing\r\n')])
    expect(play(part, answers).log.at(-1)).toContain('"why":"expect"')
  })

  it('gives up when its patience has ended, and not before', () => {
    const { log, now } = play(run('sleep 100'), answering([started]), 5_000)
    expect(log.at(-1)).toContain('"why":"timeout"')
    const typing = play(run('sleep 100'), () => []).state.since
    expect(now).toBe(typing + 5_000)
  })

  it('ends with the shell', () => {
    expect(play(run('exit'), answering([{ type: 'ended' }])).log.at(-1)).toContain('"ended"')
  })

  it('finishes the typing at once when hurried, but still waits for the command', () => {
    let hurried = false
    const { log, typed, now } = play(run('a long command line'), (sofar) => {
      if (!hurried && sofar.length === 3) {
        hurried = true
        return [{ type: 'hurry', now: 0 }]
      }
      return sofar.endsWith('\r') ? ran('x\r\n').map((one) => ({ ...one, now: 0 })) : []
    })
    expect(typed).toBe('a long command line\r')
    expect(now).toBeLessThan(200)
    expect(log.at(-1)).toContain('"ok":true')
  })

  it('types nothing after a cancel', () => {
    let state = newPerformance(1_000)
    const part = run('rm -rf x')
    ;[state] = performStep(part, state, { type: 'start', now: 0 }, steady)
    const [, effects] = performStep(part, state, { type: 'cancel', now: 1 }, steady)
    expect(effects).toEqual([{ type: 'done', outcome: { ok: false, why: 'cancelled' } }])
    ;[state] = performStep(part, state, { type: 'cancel', now: 1 }, steady)
    expect(performStep(part, state, { type: 'wake', now: 9_999 }, steady)[1]).toEqual([])
  })

  it('goes on with the next line at a continuation prompt', () => {
    const part: Part = {
      cues: [
        { type: 'type', text: 'cat <<E' },
        { type: 'key', key: 'enter' },
        { type: 'wait', for: 'line' },
        { type: 'type', text: 'E' },
        { type: 'key', key: 'enter' },
        { type: 'wait', for: 'prompt' },
      ],
      exit: [0],
    }
    const { log, typed } = play(part, answering([{ type: 'continued' }], ran('')))
    expect(typed).toBe('cat <<E\rE\r')
    expect(log.at(-1)).toContain('"ok":true')
  })

  it('waits for a pattern in the output since the last key, and pauses', () => {
    const part: Part = {
      cues: [
        { type: 'type', text: 'sh' },
        { type: 'key', key: 'enter' },
        { type: 'wait', for: { source: '# $', flags: '' } },
        { type: 'type', text: 'ps' },
        { type: 'key', key: 'enter' },
        { type: 'pause', for: 800 },
      ],
      exit: [],
    }
    const { log, typed, now } = play(part, answering([started, output('/ # ')]))
    expect(typed).toBe('sh\rps\r')
    expect(now).toBeGreaterThan(800)
    expect(log.at(-1)).toContain('"ok":true')
  })

  const shell: Part = {
    cues: [
      { type: 'key', key: 'enter' },
      { type: 'wait', for: { source: '# $', flags: '', at: 'demo.yaml:7:13' } },
    ],
    exit: [],
  }

  it('runs one search for a pattern at a time, and then searches all that came meanwhile', () => {
    let state = newPerformance(5_000, true)
    const searches: string[] = []
    const feed = (input: PerformInput) => {
      const [after, effects] = performStep(shell, state, input, steady)
      state = after
      for (const effect of effects) if (effect.type === 'search') searches.push(textIn(effect))
      if (state.looking) feed({ type: 'looked', now: input.now, screen: NO_SCREEN })
    }
    feed({ type: 'start', now: 0 })
    feed({ type: 'wake', now: 1_000 })
    for (const text of ['a', 'b', 'c']) feed({ type: 'output', now: 1_000, text })
    expect(searches).toEqual([''])
    feed({ type: 'searched', now: 1_001, found: false })
    expect(searches).toEqual(['', 'abc'])
    feed({ type: 'searched', now: 1_002, found: false })
    expect(searches, 'nothing new, nothing to look for').toHaveLength(2)
    feed({ type: 'output', now: 1_003, text: ' # ' })
    feed({ type: 'searched', now: 1_004, found: true })
    expect(state.phase).toBe('over')
  })

  it('does not extend its patience while a search runs', () => {
    let state = newPerformance(1_000, true)
    let last: PerformEffect[] = []
    const feed = (input: PerformInput) => {
      ;[state, last] = performStep(shell, state, input, steady)
    }
    feed({ type: 'start', now: 0 })
    feed({ type: 'wake', now: 500 })
    feed({ type: 'searched', now: 501, found: false })
    feed({ type: 'output', now: 900, text: 'late' })
    feed({ type: 'wake', now: 1_000 })
    expect(last).toMatchObject([{ type: 'done', outcome: { ok: false, why: 'timeout' } }])
  })

  it('blames the pattern when the search for it used up the patience', () => {
    let state = newPerformance(1_000, true)
    for (const now of [0, 500]) [state] = performStep(shell, state, { type: 'wake', now }, steady)
    ;[state] = performStep(shell, state, { type: 'looked', now: 500, screen: NO_SCREEN }, steady)
    ;[state] = performStep(shell, state, { type: 'output', now: 501, text: 'aaaa' }, steady)
    ;[state] = performStep(shell, state, { type: 'searched', now: 502, found: false }, steady)
    const [, last] = performStep(shell, state, { type: 'wake', now: 1_500 }, steady)
    expect(last).toMatchObject([{ type: 'done', outcome: { ok: false, why: 'pattern' } }])
  })

  it.each([
    ['wait', shell, '/# $/ (demo.yaml:7:13)'],
    ['expect', run('x', { expect: { source: '(a+)+$', flags: 'm' } }), '/(a+)+$/m'],
  ])('gives up a %s whose pattern takes too long, and names it', (_, part, name) => {
    const late = play(part, answering(ran('aaaa')), 5_000, () => 'late')
    expect(JSON.parse(late.log.at(-1) ?? '')).toMatchObject({
      ok: false,
      why: 'pattern',
      detail: `${name} takes too long on this output`,
    })
  })

  it('types a long text a key at a time, and never half of one', () => {
    const part = run('😀a'.repeat(20_000))
    let state = newPerformance(5_000)
    const keys: string[] = []
    for (let now = 0; state.cue === 0; now += 1_000) {
      const [after, effects] = performStep(part, state, { type: 'wake', now }, steady)
      state = after
      for (const effect of effects) if (effect.type === 'write') keys.push(effect.data)
    }
    expect(keys).toHaveLength(40_000)
    expect(keys.join('')).toBe('😀a'.repeat(20_000))
  })

  it('counts every line of a flood though it keeps only the end', () => {
    const flood = 'y\r\n'.repeat(200_000)
    expect(play(run('yes | head'), answering(ran(flood))).log.at(-1)).toContain('"lines":200000')
  })
})
