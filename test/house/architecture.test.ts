import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'

const ROOT = join(import.meta.dirname, '../..')
const page = readFileSync(join(ROOT, 'docs/architecture.md'), 'utf8')
const pictures = [...page.matchAll(/^```mermaid\n([^]*?)^```$/gm)].map(([, text]) => text ?? '')

/** The rooms in lines, the lowest first, against which `npm run rooms` checks the imports. */
const { order } = JSON.parse(readFileSync(join(ROOT, 'docs/rooms.json'), 'utf8')) as {
  readonly order: Readonly<Record<string, readonly (readonly string[])[]>>
}

const foldersIn = (path: string) =>
  readdirSync(join(ROOT, path), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)

/** The rooms of each top folder in the picture, the highest row first. */
const drawn = Object.fromEntries(
  [...(pictures[0] ?? '').matchAll(/subgraph (\w+)\n([^]*?)\n {2}end/g)].map(([, top, rows]) => [
    top ?? '',
    [...(rows ?? '').matchAll(/\["([^"]+)"\]/g)].map(([, row]) => (row ?? '').split(' · ')),
  ]),
)

it('has at most 900 words, pictures included', () => {
  expect(page.split(/\s+/).filter((word) => word !== '').length).toBeLessThanOrEqual(900)
})

it('has a picture of the rooms and a picture of an event', () => {
  expect(pictures).toHaveLength(2)
})

it.each(Object.keys(order))('the picture has the rooms of %s in the order of the tool', (top) => {
  expect(drawn[top]).toEqual(order[top]?.toReversed())
})

it('the picture has all existing rooms', () => {
  for (const [top, rows] of Object.entries(drawn))
    expect(rows.flat().sort(), top).toEqual(foldersIn(top).sort())
})

describe('the picture of an event', () => {
  const rooms = [...(pictures[1] ?? '').matchAll(/\b((?:core|server|client|cli)\/[a-z-]+)/g)]
  it.each([...new Set(rooms.map(([, room]) => room ?? ''))])('leads through %s', (room) => {
    expect(foldersIn(dirname(room))).toContain(room.split('/')[1])
  })
})
