import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const FOLDER = join(import.meta.dirname, '../../docs/decisions')
const pages = readdirSync(FOLDER).filter((name) => name !== 'README.md')
const rows = readFileSync(join(FOLDER, 'README.md'), 'utf8')
  .split('\n')
  .filter((line) => /^\| \d/.test(line))

/** The row that the index must have for a page, from the page's title and date. */
function rowOf(name: string): string {
  const [title = '', , date = ''] = readFileSync(join(FOLDER, name), 'utf8').split('\n')
  expect(title).toMatch(/^# \S/)
  expect(date).toMatch(/^\d{4}-\d\d-\d\d$/)
  return `| ${date} | [${title.slice(2)}](${name}) |`
}

it('every page is once in the index, with its title and date, and nothing else is', () => {
  expect(pages.length).toBeGreaterThan(100)
  expect([...rows].sort()).toEqual(pages.map(rowOf).sort())
})
