import { describe, expect, it } from 'vitest'
import { breaches, repeats } from './invariants.ts'
import type { ObservedStage } from './invariants.ts'
import { FAULTS, planChaos } from './plan.ts'
import type { Fault, PlannedPress } from './plan.ts'

const step = (n: number, docker = false): PlannedPress => ({
  key: `stage 0/${n}`,
  says: `demo/s${n}`,
  step: `s${n}`,
  docker,
})
const leave = (n: number): PlannedPress => ({ key: `slide ${n}`, says: `slide ${n + 1}` })
const deck = (steps: number, docker = false): PlannedPress[] =>
  Array.from({ length: steps }, (_, n) => [step(n, docker), leave(n)]).flat()
const SEEDS = Array.from({ length: 200 }, (_, seed) => seed)
const kinds = (seed: number, presses: readonly PlannedPress[], faults?: readonly Fault[]) =>
  planChaos(seed, presses, faults).injections.map(({ fault }) => fault)

describe('the plan of a chaos rehearsal', () => {
  it('is the same for the same seed, and differs between seeds', () => {
    for (const seed of SEEDS) expect(planChaos(seed, deck(12))).toEqual(planChaos(seed, deck(12)))
    const plans = new Set(SEEDS.map((seed) => JSON.stringify(planChaos(seed, deck(12)).injections)))
    expect(plans.size).toBe(SEEDS.length)
  })

  it('has every kind of fault at least once, in a deck that is long enough', () => {
    for (const seed of SEEDS) {
      expect(new Set(kinds(seed, deck(9, true)))).toEqual(new Set(Object.keys(FAULTS)))
      expect(planChaos(seed, deck(9, true)).left).toEqual([])
    }
  })

  it('names the faults for which there was no press', () => {
    const { injections, left } = planChaos(1, deck(1))
    const all = new Set([...left, ...injections.map(({ fault }) => fault)])
    expect(all).toEqual(new Set(Object.keys(FAULTS).filter((fault) => fault !== 'docker')))
    expect(planChaos(1, []).injections).toEqual([])
  })

  it('stops Docker only for a demo that uses it, and hangs only steps', () => {
    for (const seed of SEEDS) {
      expect(kinds(seed, deck(12))).not.toContain('docker')
      for (const { fault, key } of planChaos(seed, [...deck(6), ...deck(6, true)]).injections)
        if (['hang', 'double', 'docker'].includes(fault)) expect(key).toMatch(/^stage/)
    }
  })

  it('has at most one fault for each press, in the order of the talk', () => {
    for (const seed of SEEDS) {
      const presses = deck(10)
      const keys = planChaos(seed, presses).injections.map(({ key }) => key)
      const inOrder = presses.map(({ key }) => key).filter((key) => keys.includes(key))
      expect(keys).toEqual(inOrder)
    }
  })

  it('keeps to the faults it was given', () => {
    for (const seed of SEEDS)
      expect(new Set(kinds(seed, deck(8), ['reload', 'cut']))).toEqual(new Set(['reload', 'cut']))
  })
})

const look = (more: Partial<ObservedStage> = {}): ObservedStage => ({
  slide: 1,
  slides: 5,
  name: 'two',
  place: 'a',
  performed: 0,
  stage: 0,
  running: false,
  next: 'step',
  blank: false,
  open: true,
  refused: false,
  barred: false,
  panes: [{ id: 'left', badge: 'LIVE', why: '', blank: false }],
  ...more,
})
const asked = (intent: string, life = 0) => ({ intent, demo: 'd', step: 's', life })
const watched = { before: look(), after: look({ performed: 1 }), performed: [], took: 1_000 }

describe('the rules after a press', () => {
  it('hold when one step was performed', () => {
    expect(breaches({ ...watched, performed: [asked('one')] })).toEqual([])
    expect(breaches({ ...watched, after: look({ slide: 2, panes: [] }) })).toEqual([])
  })

  it.each([
    ['a stage that cannot go on', { after: null, took: 61_000 }, /stranded: after 61 s/],
    ['two steps', { after: look({ performed: 2 }) }, /went 2 steps on/],
    ['two slides', { after: look({ slide: 3 }) }, /from slide 2 to 4/],
    ['two intents', { performed: [asked('one'), asked('two')] }, /asked for 2 steps/],
    ['a window that is barred', { after: look({ barred: true }) }, /lost control of the stage/],
    ['a blank slide', { after: look({ blank: true }) }, /slide is blank/],
    [
      'a blank pane',
      { after: look({ panes: [{ id: 'left', badge: 'REPLAY', why: '', blank: true }] }) },
      /pane left has gone blank/,
    ],
  ])('are broken by %s', (_, change, says) => {
    expect(breaches({ ...watched, ...change })).toEqual([expect.stringMatching(says)])
  })

  it('are broken when one run of the server is asked twice for a step', () => {
    expect(repeats([asked('one'), asked('one'), asked('two', 1)])).toEqual([])
    expect(repeats([asked('one'), asked('two')])).toEqual([
      'd/s in life 1 of the server was asked for 2 times',
    ])
  })
})
