import { describe, expect, it } from 'vitest'
import { parseDemo } from '../demo/parse.ts'
import { sizeOf, type PaneTake, type Take } from '../recording/take.ts'
import { takeFindings } from './take-findings.ts'

const demo = (text: string) => parseDemo('old', 'demo.yaml', text).value!
const only = demo('live: false\nsteps:\n  - id: one\n  - id: two\n')
const size = { cols: 60, rows: 12 }
const screen = { size, screen: '' }
const take: Take = {
  tools: {},
  panes: new Map([
    ['main', { size, closing: screen, segments: [{ step: 'one', opening: screen, events: [] }] }],
  ]),
}

describe('a demo that only replays', () => {
  it('is as large as its recording, unless it names a size', () => {
    expect(sizeOf(only, take)).toEqual(size)
    expect(sizeOf(only, null)).toEqual({ cols: 80, rows: 24 })
    const sized = demo('live: false\nsize: 70x10\nsteps:\n  - id: one\n')
    expect(sizeOf(sized, take)).toEqual({ cols: 70, rows: 10 })
    expect(takeFindings(sized, take, '').findings).toEqual([
      {
        costs: 'nothing',
        why: 'recorded at 60x12, and the script says 70x10',
        todo: 'remove `size`: a demo that only replays is as large as its recording',
      },
    ])
  })

  it('is as wide and as high as any of its panes', () => {
    const wide = { size: { cols: 90, rows: 10 }, closing: screen, segments: [] }
    const panes = new Map<string, PaneTake>([...take.panes, ['other', wide]])
    expect(sizeOf(only, { ...take, panes })).toEqual({ cols: 90, rows: 12 })
  })

  it('is told what its author can do, and never to record', () => {
    const { findings, steps } = takeFindings(only, take, '', [
      { pane: 'main', why: 'take/main.cast:3: this is no event', hint: 'an event is …' },
      { pane: 'main', step: 'one', why: 'take/main.cast:9: this is no event' },
    ])
    expect(findings.map(({ todo }) => todo)).toEqual(['an event is …'])
    expect(steps.get('one')?.map(({ todo }) => todo)).toEqual(['mend that line, or remove it'])
    expect(steps.get('two')).toMatchObject([
      {
        why: 'this step is not in the recording',
        todo: 'write a step for each marker, or one more for what comes before the first',
      },
    ])
    expect(takeFindings(only, null, '').findings).toMatchObject([
      { todo: 'put it where the stage looks: take/main.cast' },
    ])
  })
})

it('a demo that runs is recorded again, whatever is wrong with its recording', () => {
  const live = demo('size: 70x10\nsteps:\n  - { id: one, run: ls }\n  - { id: two, run: ls }\n')
  const damage = { why: 'take/main.cast:3: this is no event', hint: 'an event is …' }
  const { findings, steps } = takeFindings(live, take, 'x', [damage])
  for (const { todo } of [...findings, ...[...steps.values()].flat()])
    expect(todo).toBe('cuecast record old')
  expect(findings.length).toBeGreaterThan(1)
})
