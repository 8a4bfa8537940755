import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** One line that defends something, and the test that must fail when the line is switched off. */
export interface Defence {
  readonly name: string
  /** The file that holds the line; relative to the root of the project, like `test`. */
  readonly file: string
  /** The text that is switched off; the file contains it exactly once. */
  readonly find: string
  /** The text that replaces it while it is off. */
  readonly replace: string
  readonly test: string
  /** A pattern for the names of the tests that run; all tests of the file if left out. */
  readonly only?: string
  /** The test needs the lab (docs/lab.md), and is skipped on a machine without it. */
  readonly needs?: 'lab'
}

/** Reads the list from its file. */
export function readDefences(): readonly Defence[] {
  const file = join(import.meta.dirname, '../defences.json')
  return JSON.parse(readFileSync(file, 'utf8')) as readonly Defence[]
}

/**
 * Returns one line that tells why this defence cannot be switched off in the tree under `root`, or
 * null if it can. It runs and changes nothing.
 */
export function lost(root: string, { name, file, find, replace, test }: Defence): string | null {
  for (const path of [file, test])
    if (!statSync(join(root, path), { throwIfNoEntry: false })?.isFile())
      return `NO SUCH FILE      ${name}: ${path}`
  if (find === replace) return `CHANGES NOTHING   ${name}: ${JSON.stringify(find)}`
  const times = readFileSync(join(root, file), 'utf8').split(find).length - 1
  if (times !== 1)
    return `NOT FOUND ONCE    ${name}: ${file}: ${times} times ${JSON.stringify(find)}`
  return null
}
