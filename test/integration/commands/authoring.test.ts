import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { parseDeck } from '../../../core/deck/parse.ts'
import { parseFlagMap } from '../../../core/deck/flag-map.ts'
import { showProblem } from '../../../core/base/problem.ts'
import { parseDemo } from '../../../core/demo/parse.ts'
import {
  demoSchema,
  paneSchema,
  requirementSchemas,
  stepSchema,
} from '../../../core/demo/schema.ts'

const guide = readFileSync(new URL('../../../docs/authoring.md', import.meta.url), 'utf8')
const blocks = (kind: string) =>
  [...guide.matchAll(new RegExp(`^(\`{3,})${kind}\\n([^]*?)^\\1$`, 'gm'))].map((match) => match[2]!)

const demos = blocks('yaml')
const decks = blocks('md')

it('the guide has examples', () => {
  expect([demos.length, decks.length]).toEqual([7, 2])
})

it.each(demos)('the demo in the guide has no problems:\\n%s', (source) => {
  const { problems } = parseDemo('guide', 'demo.yaml', source)
  expect(problems.map((problem) => showProblem(problem, source))).toEqual([])
})

it.each(decks)('the deck in the guide has no problems:\\n%s', (source) => {
  const { problems } = parseDeck('guide', 'deck.md', source)
  expect(problems.map((problem) => showProblem(problem, source))).toEqual([])
})

it('the deck in the guide has a slide below another', () => {
  const { value } = parseDeck('guide', 'deck.md', decks[0] ?? '')
  expect(value?.slides.map((slide) => slide.below)).toEqual([false, false, true])
})

it('the flag map in the guide has no problems', () => {
  const { value, problems } = parseFlagMap('flags.json', blocks('json').join())
  expect(problems).toEqual([])
  expect(value?.flags.map(({ json }) => json.length)).toEqual([1, 0])
})

it.each(Object.keys(requirementSchemas))(
  'the guide has an example of a requirement by `%s`',
  (key) => {
    expect(guide).toMatch(new RegExp(`^\\| \`\\{${key}: `, 'm'))
  },
)

it.each([demoSchema, paneSchema, stepSchema].flatMap((schema) => Object.keys(schema.entries)))(
  'the guide explains `%s`',
  (key) => {
    expect(guide).toContain(`\`${key}\``)
  },
)
