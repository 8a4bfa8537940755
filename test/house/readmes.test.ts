import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const ROOT = join(import.meta.dirname, '../..')

/**
 * The order against which `npm run rooms` checks the imports. Each list begins with the lowest line
 * of rooms.
 */
type Lines = readonly (readonly string[])[]
const { runtimes, order, inside } = JSON.parse(
  readFileSync(join(ROOT, 'docs/rooms.json'), 'utf8'),
) as {
  readonly runtimes: Readonly<Record<string, readonly string[]>>
  readonly order: Readonly<Record<string, Lines>>
  readonly inside: Readonly<Record<string, Lines>>
}

/** The rooms below this one, the highest first, in the form of a README. */
function below(lines: Lines, room: string): string {
  const line = lines.findIndex((one) => one.includes(room))
  return lines
    .slice(0, line)
    .toReversed()
    .flat()
    .map((name) => `\`${name}\``)
    .join(', ')
}

/** The second line of a room's README. */
function mayImport(path: string): string {
  const [top = '', room = '', within = ''] = path.split('/')
  if (within !== '') {
    const beside = below(inside[`${top}/${room}`] ?? [], within)
    const also = beside === '' ? '' : `, and of it: ${beside}`
    return `what [${top}/${room}](../README.md) may${also}`
  }
  const others = (runtimes[top] ?? []).map((name) => `\`${name}\``).join(', ')
  const own = below(order[top] ?? [], room)
  const all = [others, own === '' ? '' : `of ${top}: ${own}`].filter((part) => part !== '')
  return all.join('; ') || 'nothing'
}

const rooms = Object.keys(order).flatMap((top) =>
  readdirSync(join(ROOT, top), { recursive: true, encoding: 'utf8' })
    .map((name) => join(top, name))
    .filter((path) => statSync(join(ROOT, path)).isDirectory()),
)
const linesOf = (room: string) =>
  readFileSync(join(ROOT, room, 'README.md'), 'utf8')
    .trimEnd()
    .split('\n')

describe('a room begins with a README of three lines', () => {
  it.each([...Object.keys(order), ...rooms])('%s', (room) => {
    expect(linesOf(room).map((line) => /^- \*\*(.+?):\*\* ./.exec(line)?.[1])).toEqual([
      'What it is',
      'May import',
      'Start reading',
    ])
  })

  it('and its second line is what the tool allows', () => {
    const said = rooms.map((room) => [room, linesOf(room)[1]])
    const allowed = rooms.map((room) => [room, `- **May import:** ${mayImport(room)}.`])
    expect(said).toEqual(allowed)
  })
})
