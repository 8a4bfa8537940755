import { expect, it } from 'vitest'
import { parseDemo } from '../../../core/demo/parse.ts'
import { showProblem } from '../../../core/base/problem.ts'
import { secretsFound, secretsOf, uncovered } from './secret-values.ts'

const found = (redact: string) => {
  const source = `title: x\nredact: ${redact}\nsteps:\n  - id: a\n    run: echo\n`
  return { file: 'demo.yaml', source, demo: parseDemo('x', 'demo.yaml', source).value }
}
const env = { TOKEN: 'hunter2-password', SHORT: 'abc', EMPTY: '', BLANK: '      ' }

it('reports which secrets cannot be covered and where they are, but no part of a value', () => {
  const one = found('[$NOT_SET, abc, $TOKEN, $SHORT, $EMPTY, $BLANK, long-enough]')
  const told = uncovered(one, env).map((problem) => showProblem(problem, one.source).split('\n'))
  expect(told.map(([first]) => first)).toEqual([
    'demo.yaml:2:10: `redact`: $NOT_SET is not set here, so nothing is covered for it',
    'demo.yaml:2:20: `redact`: abc has fewer than four characters and is not covered',
    'demo.yaml:2:33: `redact`: the value of $SHORT has fewer than four characters and is not covered',
    'demo.yaml:2:41: `redact`: $EMPTY is not set here, so nothing is covered for it',
    'demo.yaml:2:49: `redact`: the value of $BLANK has fewer than four characters and is not covered',
  ])
  expect(secretsOf(one.demo!, env)).toEqual(['hunter2-password', 'long-enough'])
})

it('finds the entry in a list of several lines', () => {
  const one = found('\n  - hunter2-password\n  - abc')
  expect(uncovered(one, env)).toMatchObject([{ line: 4, column: 5, length: 3 }])
})

it('finds the secrets of a script of which nothing else can be read', () => {
  const unread = (source: string) => secretsFound({ file: 'demo.yaml', source, demo: null }, env)
  expect(unread('redact: [hunter2, $TOKEN]\nsteps: 3\n')).toEqual(['hunter2', 'hunter2-password'])
  expect(unread('redact: {a: b\n')).toEqual([])
})

it('ignores variables that only the prototype of every object has', () => {
  const one = found('[$constructor, $toString, $__proto__]')
  expect(secretsOf(one.demo!, env)).toEqual([])
  expect(uncovered(one, env).map(({ message }) => message)).toEqual([
    '`redact`: $constructor is not set here, so nothing is covered for it',
    '`redact`: $toString is not set here, so nothing is covered for it',
    '`redact`: $__proto__ is not set here, so nothing is covered for it',
  ])
})
