import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { expect, it } from 'vitest'

const ROOT = join(import.meta.dirname, '../..')
const ROOMS = ['core', 'server', 'client', 'cli']

/** The Markdown files of the project itself, without decks and files that demos show. */
const pages = ['.', 'docs', '.github', ...ROOMS].flatMap(pagesIn).sort()

function pagesIn(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder), { recursive: folder !== '.', encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name))
}

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8')
/** Removes code from a page: an example of a link is not a link of the page. */
const withoutCode = (text: string) =>
  text.replace(/^(`{3,}).*\n[^]*?^\1$/gm, '').replace(/(`+)[^`].*?\1/g, '')

/** The fragment that GitHub makes for a heading. */
const fragmentOf = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replace(/ /g, '-')
const fragmentsOf = (path: string) =>
  [...read(path).matchAll(/^#+ (.+)$/gm)].map(([, heading]) => fragmentOf(heading ?? ''))

/** The problems of the pages, each with the name of its page. */
function wrong(check: (page: string) => readonly string[], of = pages): readonly string[] {
  return of.flatMap((page) => check(page).map((what) => `${page}: ${what}`))
}

/** Links that lead nowhere: to no file, to no heading, or out of the project. */
function deadLinks(page: string): readonly string[] {
  return [...withoutCode(read(page)).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link]) => link ?? '')
    .filter((link) => !/^[a-z]+:/.test(link))
    .filter((link) => {
      const [path = '', fragment] = link.split('#')
      const target = path === '' ? page : relative(ROOT, join(ROOT, dirname(page), path))
      if (target.startsWith('..') || !existsSync(join(ROOT, target))) return true
      return fragment !== undefined && !fragmentsOf(target).includes(fragment)
    })
}

/** Paths that a page names and that do not exist: `core/demo/model.ts`, `test/defences.json`. */
function lostPaths(page: string): readonly string[] {
  return [...read(page).matchAll(/`((?:core|server|client|cli|test|bench|docs)\/[\w./-]+)`/g)]
    .map(([, path]) => path ?? '')
    .filter((path) => !existsSync(join(ROOT, path)))
}

/** Scripts that a page calls and that package.json lacks. */
function lostScripts(page: string): readonly string[] {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
  return [...read(page).matchAll(/npm run ([\w:-]+)/g)]
    .map(([, name]) => name ?? '')
    .filter((name) => !Object.hasOwn(scripts, name))
}

it('the pages of the project are found', () => {
  expect(pages).toEqual(
    expect.arrayContaining(['README.md', 'docs/architecture.md', 'core/README.md']),
  )
})

it('every link leads somewhere', () => {
  expect(wrong(deadLinks)).toEqual([])
})

it('every named path exists', () => {
  // A changelog uses the names that files had at the time.
  const others = pages.filter((page) => page !== 'CHANGELOG.md')
  expect(wrong(lostPaths, others)).toEqual([])
})

it('every called script is in package.json', () => {
  expect(wrong(lostScripts)).toEqual([])
})
