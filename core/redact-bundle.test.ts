import { expect, test } from 'vitest'
import type { DemoBundle } from './bundle.ts'
import { redactBundle } from './redact-bundle.ts'

const size = { cols: 80, rows: 24 }
const bundle = (first: string, second: string, screen = '', caption = ''): DemoBundle => ({
  demo: {
    ...{ name: 'a', title: 'A', size, live: true, panes: ['main'] },
    steps: [
      { id: 's', caption, panes: ['main'], onFail: 'replay', rejoin: false, optional: false },
    ],
  },
  take: {
    tools: {},
    panes: {
      main: {
        size,
        closing: { size, screen },
        segments: [
          { step: 's', opening: { size, screen }, events: [[0, 'o', first]] },
          {
            ...{ step: 't', opening: { size, screen } },
            events: [
              [5, 'm', 'step:t'],
              [7, 'o', second],
              [9, 'x', '0'],
            ],
          },
        ],
      },
    },
  },
})

test('a secret is covered in output, across steps, on screens and in words', () => {
  const dirty = bundle('$ hun', 'ter2\r\n', 'a\x1b[1mhunter\x1b[m2', 'says hunter2')
  const clean = redactBundle(dirty, ['hunter2'])
  expect(clean).toEqual(bundle('$ •••', '••••\r\n', 'a\x1b[1m••••••\x1b[m•', 'says •••••••'))
})

test('without secrets nothing is touched', () => {
  const same = bundle('a', 'b')
  expect(redactBundle(same, [''])).toBe(same)
})
