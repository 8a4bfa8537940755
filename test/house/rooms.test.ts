import { readFileSync, readdirSync } from 'node:fs'
import { basename, dirname, extname, join } from 'node:path'
import { describe, expect, it } from 'vitest'

/** Checks the rules by which a newcomer finds a file (CONTRIBUTING.md). */
const ROOT = join(import.meta.dirname, '../..')
const HALLS = ['core', 'server', 'client', 'cli']
/** The most entries of a room. A room with more has to be searched by the alphabet. */
const ENTRIES = 16
/** Lines; oxlint holds TypeScript to the same limit. */
const LINES = 400

const paths = HALLS.flatMap((hall) =>
  readdirSync(join(ROOT, hall), { recursive: true, withFileTypes: true }).map((entry) => ({
    path: join(entry.parentPath, entry.name).slice(ROOT.length + 1),
    isFolder: entry.isDirectory(),
  })),
)
const files = paths.filter(({ isFolder }) => !isFolder).map(({ path }) => path)
const rooms = paths.filter(({ isFolder }) => isFolder).map(({ path }) => path)
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8')
const inside = (room: string) =>
  paths.map(({ path }) => path).filter((path) => dirname(path) === room)

describe('the rooms', () => {
  it('have a limited number of entries, besides the README', () => {
    const full = [...HALLS, ...rooms]
      .map((room) => ({
        room,
        entries: inside(room).filter((path) => !path.endsWith('README.md')).length,
      }))
      .filter(({ entries }) => entries > ENTRIES)
    expect(full).toEqual([])
  })

  it('begin with a README', () => {
    const without = rooms.filter((room) => !files.includes(join(room, 'README.md')))
    expect(without).toEqual([])
  })

  it('are not repeated in the names of their files', () => {
    // The name of a test may begin like its room, because it is the tested file's name with an
    // addition: `trust-folder.io.test.ts`.
    const repeated = files
      .filter((file) => !file.endsWith('.test.ts'))
      .filter((file) => basename(file).startsWith(`${basename(dirname(file))}-`))
    expect(repeated).toEqual([])
  })

  it('hold each test beside the file that it tests, named after it', () => {
    const sources = new Set(files)
    const lost = files
      .filter((file) => file.endsWith('.test.ts'))
      .filter((file) => {
        const words = file.replace(/(\.io)?\.test\.ts$/, '').split('-')
        // `command-ssh.test.ts` is about `command.ts`.
        return !words.some((_, n) => sources.has(`${words.slice(0, n + 1).join('-')}.ts`))
      })
    expect(lost).toEqual([])
  })

  it('hold no file that is too long', () => {
    const long = files
      .filter((file) => ['.ts', '.css'].includes(extname(file)))
      .filter((file) => read(file).trimEnd().split('\n').length > LINES)
    expect(long).toEqual([])
  })

  it('have a unique name for each exported type', () => {
    const declared = new Map<string, string[]>()
    for (const file of files.filter((one) => one.endsWith('.ts') && !one.endsWith('.test.ts')))
      for (const [, name = ''] of read(file).matchAll(/^export (?:interface|type|class) (\w+)/gm))
        declared.set(name, [...(declared.get(name) ?? []), file])
    const twice = [...declared].filter(([, where]) => where.length > 1)
    expect(twice).toEqual([])
  })
})
