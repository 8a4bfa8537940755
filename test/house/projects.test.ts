import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '../..')
const VITEST = join(root, 'node_modules/vitest/vitest.mjs')

/** All test files below these folders, as paths from the root. */
const written = ['bench', 'cli', 'client', 'core', 'server', 'test'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => join(folder, name)),
)

/** The projects that run each file, as Vitest itself lists them. */
function projects(): Map<string, string[]> {
  const args = [VITEST, 'list', '--filesOnly', '--json']
  const listed = JSON.parse(
    execFileSync(process.execPath, args, { cwd: root, encoding: 'utf8' }),
  ) as readonly { readonly file: string; readonly projectName: string }[]
  const found = new Map<string, string[]>()
  for (const { file, projectName } of listed) {
    const path = relative(root, file)
    found.set(path, [...(found.get(path) ?? []), projectName])
  }
  return found
}

it('every test file belongs to one project', { timeout: 120_000 }, () => {
  const found = projects()
  expect(written.length).toBeGreaterThan(100)
  // The project firefox runs one journey of e2e again; without a Firefox it runs a file that
  // reports that.
  const odd = ({ length }: readonly string[], path: string) =>
    path === 'test/e2e/no-firefox.test.ts' ? length > 1 : length !== 1
  const wrong = written
    .map((path) => ({ path, in: (found.get(path) ?? []).filter((name) => name !== 'firefox') }))
    .filter((one) => odd(one.in, one.path))
  expect(wrong).toEqual([])
  expect([...found.keys()].filter((path) => !written.includes(path))).toEqual([])
})
