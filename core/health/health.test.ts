import { describe, expect, it } from 'vitest'
import { against, weigh, wordOf, worst } from './health.ts'
import type { DemoFindings, Finding } from './health.ts'

const finding = (costs: Finding['costs'], why: string = costs): Finding => ({ costs, why })
const demo = (findings: Finding[], ...steps: Finding[][]): DemoFindings => ({
  demo: 'demo',
  title: 'A demo',
  findings,
  steps: steps.map((its, n) => ({ step: `s${n}`, findings: its })),
})
const deck = { deck: 'talk', title: 'A talk', checked: '2026-11-03T18:00:00.000Z' }

describe('the word for a step', () => {
  it.each([
    [[], 'live'],
    [['nothing', 'nothing'], 'live'],
    [['live'], 'replay only'],
    // Without a recording the step still runs live. That nothing can take over is a finding of its
    // own.
    [['replay'], 'live'],
    [['live', 'nothing', 'replay'], 'broken'],
    [['both'], 'broken'],
  ] as const)('%j is %s', (costs, word) => {
    expect(wordOf(costs.map((each) => finding(each)))).toBe(word)
  })
  it('the worst of several counts, and live where there is none', () => {
    expect(worst(['live', 'broken', 'replay only'])).toBe('broken')
    expect(worst([])).toBe('live')
  })
})

describe('a deck', () => {
  const look = (own: Finding[], ...demos: DemoFindings[]) => weigh(deck, own, demos)
  it.each([
    [look([]), 'live', 'no demo on its slides'],
    [look([], demo([], [], [])), 'live', '2 of 2 steps live'],
    [look([], demo([], [], [finding('live')])), 'replay only', '1 of 2 steps live, 1 replay only'],
    [
      look([], demo([finding('live')], [], [finding('replay')])),
      'broken',
      /1 replay only, 1 broken/,
    ],
    [look([finding('live')], demo([], [])), 'replay only', '0 of 1 steps live, 1 replay only'],
    [look([finding('replay')], demo([], [])), 'live', /1 without a recording to take over/],
    [look([], demo([finding('both')])), 'broken', '1 demo that cannot be shown'],
  ])('%#', (health, word, summary) => {
    expect(health.word).toBe(word)
    expect(health.summary).toMatch(summary)
  })
  it('says why a step cannot run live, the reason nearest to the step first', () => {
    const health = look(
      [finding('live', 'the disk is full')],
      demo(
        [finding('nothing', 'old'), finding('live', 'no docker')],
        [finding('live', 'no image')],
        [],
      ),
    )
    expect(against(health, 'demo', 's0')).toBe('no image')
    expect(against(health, 'demo', 's1')).toBe('no docker')
    expect(against(health, 'demo', 'nope')).toBe(null)
    expect(against(look([], demo([finding('replay')], [])), 'demo', 's0')).toBe(null)
  })
})
