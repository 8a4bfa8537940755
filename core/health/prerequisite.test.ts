import { describe, expect, it } from 'vitest'
import type { Demo } from '../demo/model.ts'
import { atLeast, lacks, prerequisitesOf } from './prerequisite.ts'
import type { Prerequisite } from './prerequisite.ts'
import { parseDemo } from '../demo/parse.ts'
import { defined } from '../base/defined.ts'

function demo(text: string): Demo {
  const { value, problems } = parseDemo('d', 'demo.yaml', text)
  expect(problems).toEqual([])
  return value!
}
const needs = (text: string) => prerequisitesOf(demo(text))

describe('a prerequisite of a demo', () => {
  const bash = { need: { type: 'binary', name: 'bash' }, steps: ['a'] }
  const one = 'steps: [{ id: a, run: ls }]'
  it.each([
    [one, []],
    [
      `requires: [jq, { port: 5055 }]\n${one}`,
      [{ need: { type: 'binary', name: 'jq' } }, { need: { type: 'port', port: 5055 } }],
    ],
    // The binary docker implies its engine, which is asked for once.
    [
      `requires: [docker]\n${one}`,
      [{ need: { type: 'binary', name: 'docker' } }, { need: { type: 'engine' } }],
    ],
    [
      `requires: [docker, { run: docker info, why: it answers }]\n${one}`,
      [
        { need: { type: 'binary', name: 'docker' } },
        { need: { type: 'command', run: 'docker info', why: 'it answers' } },
      ],
    ],
  ])('%s', (text, expected) => {
    expect(needs(text)).toEqual([...expected, bash])
  })

  it('belongs to the steps that need it', () => {
    const text = `
requires: [{ binary: jq, version: '1.6' }]
panes: { a: {}, b: { shell: zsh }, c: { ssh: far } }
steps:
  - { id: one, in: a, run: ls, requires: [{ image: lab/x, platform: linux/arm64 }, jq] }
  - { id: two, in: a, run: ls | sudo tee x, requires: [jq] }
  - { id: three, in: c, run: sudo ls }
`
    expect(needs(text)).toEqual([
      { need: { type: 'binary', name: 'jq', version: '1.6' } },
      { need: { type: 'image', name: 'lab/x', platform: 'linux/arm64' }, steps: ['one'] },
      { need: { type: 'binary', name: 'jq' }, steps: ['one', 'two'] },
      { need: { type: 'engine' }, steps: ['one'] },
      { need: { type: 'binary', name: 'bash' }, steps: ['one', 'two'] },
      { need: { type: 'binary', name: 'ssh' }, steps: ['three'] },
      { need: { type: 'ssh', host: 'far' }, steps: ['three'] },
      { need: { type: 'sudo' }, steps: ['two'] },
    ])
  })

  it('is needed by all steps when the demo needs it, even if a step names it too', () => {
    expect(needs('requires: [jq]\nsteps: [{ id: a, run: ls, requires: [jq] }]')[0]).toEqual({
      need: { type: 'binary', name: 'jq' },
    })
  })
})

describe('a requirement that is not valid', () => {
  it.each([
    ['requires: docker', '`requires` must be a list'],
    ['requires: [a b]', '`a b` is not the name of a binary'],
    ['requires: [{ binary: a b, version: "1" }]', '`a b` is not the name of a binary'],
    ['requires: [{ binary: jq, version: new }]', '`version` must be a version such as'],
    ['requires: [{ binary: jq }]', '`version` is missing'],
    ['requires: [{ image: --all }]', '`--all` is not an image'],
    ['requires: [{ image: x, platform: arm64 }]', '`platform` must be a platform such as'],
    ['requires: [{ port: 70000 }]', '`port` must be a port from 1 to 65535'],
    ['requires: [{ host: "http://x" }]', '`http://x` is not a host'],
    ['requires: [{ host: "x:0" }]', '`x:0` is not a host'],
    ['requires: [{ image: x, port: 1 }]', 'unknown key `port`'],
    ['requires: [{ why: x }]', '`run` is missing'],
  ])('%s', (text, message) => {
    const { value, problems } = parseDemo('d', 'd', `${text}\nsteps: [{ id: a, run: ls }]`)
    expect(problems.map((problem) => problem.message).join('\n')).toContain(message)
    expect(value?.live).toBe(false)
  })
})

describe('a version', () => {
  it.each([
    ['28.2.2', '28.2', true],
    ['28.2', '28.2.0', true],
    ['28.10', '28.9', true],
    ['20.10.24', '28', false],
    ['1.6', '1.6.1', false],
  ])('%s is at least %s: %s', (found, wanted, expected) => {
    expect(atLeast(found, wanted)).toBe(expected)
  })
})

describe('an unmet prerequisite, in words', () => {
  it.each([
    [{ type: 'binary', name: 'runc' }, undefined, 'runc is not installed'],
    [{ type: 'binary', name: 'runc', version: '1.2' }, '1.1.5', 'runc is 1.1.5, and 1.2 is needed'],
    [{ type: 'engine' }, 'Cannot connect', 'the Docker engine does not answer'],
    [{ type: 'engine' }, 'permission denied while', 'the Docker engine does not let this user in'],
    [
      { type: 'image', name: 'lab/x', platform: 'linux/arm64' },
      undefined,
      'the image lab/x is not here for linux/arm64',
    ],
    [{ type: 'port', port: 5055 }, 'EADDRINUSE', 'port 5055 is taken'],
    [{ type: 'port', port: 80 }, 'EACCES', 'port 80 is not for this user'],
    [
      { type: 'host', name: 'far', port: 443 },
      'ENOTFOUND',
      'far:443 cannot be reached (ENOTFOUND)',
    ],
    [{ type: 'sudo' }, 'a password', 'sudo asks for a password'],
    [{ type: 'ssh', host: 'pine64' }, 'timed out', 'the ssh host pine64 does not let us in'],
  ] satisfies [Prerequisite, string | undefined, string][])('%j', (need, detail, why) => {
    const answer = { at: 'unmet', ...defined({ detail }) } as const
    expect(lacks(need, answer)).toMatchObject({ costs: 'live', why })
    expect(lacks(need, answer)?.todo).toMatch(/\w/)
    expect(lacks(need, { at: 'met' })).toBe(null)
    expect(lacks(need, { at: 'late', after: 5_000 })?.why).toMatch(/: no answer within 5 s$/)
    expect(lacks(need, { at: 'unasked' })?.why).toMatch(/: there was no time for an answer$/)
  })
})
