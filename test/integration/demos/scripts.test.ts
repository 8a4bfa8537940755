import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Demo } from '../../../core/demo/model.ts'
import { showProblem } from '../../../core/base/problem.ts'
import { parseDemo } from '../../../core/demo/parse.ts'

const fixtures = new URL('../../fixtures/scripts/', import.meta.url)
const list = (kind: string) =>
  readdirSync(new URL(kind, fixtures)).filter((name) => name.endsWith('.yaml'))
const read = (path: string) => readFileSync(new URL(path, fixtures), 'utf8')

/** Writes a Map as its entries, so that a snapshot shows the order. */
const plain = (demo: Demo | null) =>
  JSON.stringify(demo, (_, value: unknown) => (value instanceof Map ? [...value] : value), 2) + '\n'

describe('scripts without problems', () => {
  for (const name of list('good'))
    it(name, async () => {
      const source = read(`good/${name}`)
      const { value, problems } = parseDemo('fixture', 'demo.yaml', source)
      expect(problems.map((problem) => showProblem(problem, source))).toEqual([])
      const golden = new URL(`good/${name.replace('.yaml', '.json')}`, fixtures)
      await expect(plain(value)).toMatchFileSnapshot(golden.pathname)
    })
})

describe('scripts with problems', () => {
  for (const name of list('bad'))
    it(name, async () => {
      const source = read(`bad/${name}`)
      const { value, problems } = parseDemo('fixture', 'demo.yaml', source)
      expect(problems).not.toEqual([])
      expect(value?.live ?? false).toBe(false)
      const shown = problems.map((problem) => showProblem(problem, source)).join('\n') + '\n'
      const golden = new URL(`bad/${name.replace('.yaml', '.txt')}`, fixtures)
      await expect(shown).toMatchFileSnapshot(golden.pathname)
    })
})
