import { describe, expect, it } from 'vitest'
import {
  answering,
  play,
  run,
  started,
  steady,
  ran,
  output,
  type Timeless,
} from '../../test/support/performer-story.ts'
import { drawnSince, NO_SCREEN, type ScreenText } from '../terminal/drawn.ts'
import type { Part } from '../demo/model.ts'
import { performStep } from './performer.ts'
import type { PerformEffect, PerformInput } from './performer.ts'
import { newPerformance } from './state.ts'

describe('a pattern', () => {
  const wait = (source: string, more: Partial<Part> = {}): Part => ({
    cues: [
      { type: 'type', text: 'sleep 1; read -p "name? " n' },
      { type: 'key', key: 'enter' },
      { type: 'wait', for: { source, flags: '' } },
      { type: 'type', text: 'bob' },
    ],
    exit: [],
    ...more,
  })
  const echo = output('sleep 1; read -p "name? " n\r\n')

  it('is not found in the echo of the command line', () => {
    const typedAt = (answer: Timeless[]) => play(wait('name\\?'), answering(answer), 1_000)
    expect(typedAt([echo, started]).log.at(-1)).toContain('"timeout"')
    expect(typedAt([echo, started, output('name? ')]).typed).toMatch(/bob$/)
  })

  it('is found where a line starts no command, and inside a program without a mark', () => {
    const noCommand = [echo, output('syntax error'), { type: 'ready' } as const]
    expect(play(wait('syntax'), answering(noCommand)).typed).toMatch(/bob$/)
  })

  it('is not found in the echo of what was entered in a program, whole, in part, or drawn again', () => {
    const inside = wait('name\\?', { inside: 'program' })
    const line = 'sleep 1; read -p "name? " n'
    for (const shown of [line, 'me? " n', `sleep\rsleep 1\r>>> ${line}`]) {
      const typedAt = (...printed: Timeless[]) => play(inside, answering(printed), 1_000)
      expect(typedAt(output(`${shown}\r\n`)).log.at(-1)).toContain('"timeout"')
      expect(typedAt(output(`${shown}\r\n`), output('name? ')).typed).toMatch(/bob$/)
    }
    // A password has no echo.
    expect(play(inside, answering([output('your name?')])).typed).toMatch(/bob$/)
  })

  it('is found in what a return overwrites, and behind it', () => {
    const printed = [started, output('10 %\r100 %\r')]
    for (const source of ['^10 %', '100 %$'])
      expect(play(wait(`${source}`, {}), answering(printed)).typed).toMatch(/bob$|n\r$/)
    const part = run('x', { expect: { source: '^10 %$', flags: 'm' } })
    expect(play(part, answering(ran('10 %\r100 %\r\n'))).log.at(-1)).toContain('"ok":true')
  })
})

describe('the screen', () => {
  const screen = (...lines: string[]): ScreenText => ({
    lines,
    cursor: { line: lines.length - 1, column: lines.at(-1)!.length },
  })
  function searched(part: Part, ...inputs: Timeless[]) {
    let state = newPerformance(5_000)
    const searches: Extract<PerformEffect, { type: 'search' }>[] = []
    const feed = (input: PerformInput) => {
      const [after, effects] = performStep(part, state, input, steady)
      state = after
      for (const effect of effects) if (effect.type === 'search') searches.push(effect)
      if (state.looking) feed({ type: 'looked', now: input.now, screen: NO_SCREEN })
    }
    for (let now = 0; now < 3_000; now += 500) feed({ type: 'wake', now })
    for (const input of inputs) feed({ ...input, now: 3_000 })
    return searches
  }
  const ended = (...lines: string[]) =>
    ({ type: 'finished', status: 0, screen: screen(...lines) }) as const

  it('of each command is judged, without its command line', () => {
    const part = run('x', { expect: { source: 'x', flags: '' } })
    const [search] = searched(
      part,
      { type: 'started', screen: screen('$ x') } as const,
      output('ready\r\x1b[5C!\r\n'),
      ended('$ x', 'ready!'),
      { type: 'ready' },
    )
    expect(search).toMatchObject({ texts: ['ready\r!\n', 'ready!'], since: null })
  })

  it('is looked at as it was when the last key was pressed or the command started', () => {
    const part: Part = {
      cues: [
        { type: 'key', key: 'enter' },
        { type: 'wait', for: { source: '> yes', flags: '' } },
      ],
      exit: [],
    }
    const before = screen('$ menu')
    const search = searched(part, { type: 'started', screen: before } as const).at(-1)
    expect(search?.since).toBe(before)
    expect(drawnSince(before, screen('Choose one', '> yes'))[0]).toContain('> yes')
  })
})

it('searches only once the screen was looked at as it was when the key was pressed', () => {
  const part: Part = {
    inside: 'program',
    cues: [
      { type: 'key', key: 'enter' },
      { type: 'wait', for: { source: 'x', flags: '' } },
    ],
    exit: [],
  }
  let state = newPerformance(5_000, true)
  const asked: string[] = []
  const feed = (input: PerformInput) => {
    const [after, effects] = performStep(part, state, input, steady)
    state = after
    for (const { type } of effects) if (type === 'look' || type === 'search') asked.push(type)
  }
  feed({ type: 'start', now: 0 })
  feed({ type: 'wake', now: 1_000 })
  expect(asked).toEqual(['look', 'look'])
  feed({ type: 'looked', now: 2_000, screen: NO_SCREEN })
  expect(asked).toEqual(['look', 'look', 'search'])
})

describe('a program that runs on', () => {
  const part: Part = {
    cues: [
      { type: 'type', text: 'serve' },
      { type: 'key', key: 'enter' },
      { type: 'wait', for: { source: 'Serving', flags: '' } },
    ],
    runsOn: true,
    exit: [],
  }

  it('ends its step with what was awaited, and is measured up to then', () => {
    const { log } = play(part, answering([started, output('Serving HTTP\r\n')]))
    expect(log.at(-1)).toBe('{"ok":true,"duration":0,"lines":1}')
  })

  it('has failed at once if it ends before, and says how', () => {
    const { log, now } = play(part, answering(ran('Address already in use\r\n', 1)))
    expect(JSON.parse(log.at(-1) ?? '')).toMatchObject({
      ok: false,
      why: 'exit',
      status: 1,
      detail: 'it ended (exit 1) before it printed /Serving/',
    })
    expect(now).toBeLessThan(2_000)
  })
})

it('leaves time between two keys also when hurried, and more after Escape', () => {
  const cues = [
    { type: 'type', text: 'abc' },
    { type: 'key', key: 'escape' },
    { type: 'type', text: ':q' },
  ] as const
  expect(gaps(cues, true)).toEqual([4, 4, 4, 150, 4])
})

it('gives the room time to see each key of a row, as of a menu', () => {
  const cues = ['down', 'down', 'enter'].map((key) => ({ type: 'key', key }) as const)
  expect(gaps(cues, false)).toEqual([250, 250])
})

/** The times from one key to the next. */
function gaps(cues: Part['cues'], hurried: boolean): number[] {
  const part: Part = { cues, inside: 'program', exit: [] }
  let state = newPerformance(5_000, true)
  const at: number[] = []
  const feed = (input: PerformInput) => {
    const [after, effects] = performStep(part, state, input, steady)
    state = after
    for (const { type } of effects) if (type === 'write' || type === 'key') at.push(input.now)
  }
  if (hurried) feed({ type: 'hurry', now: 0 })
  for (let now = 0; now < 1_000; now++) feed({ type: 'wake', now })
  return at.slice(1).map((time, n) => time - at[n]!)
}
