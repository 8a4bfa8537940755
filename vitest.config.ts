import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { LongFirst } from './test/long-first.ts'
import { findFirefox } from './test/support/browser/firefox-place.ts'

/** What stands in where there is no Firefox: it says that it is skipped, or fails in CI. */
const FIREFOX = [
  findFirefox() ? 'test/e2e/journeys/decks/browsers.test.ts' : 'test/e2e/no-firefox.test.ts',
]

/** Tests that touch a file, a socket, a process or a thread say so in their name. */
const TOUCHING = '{bench,cli,client,core,server}/**/*.io.test.ts'

/**
 * What ships with the product, performed for real. A step has the patience that its take suggests, and a
 * page takes a server for gone that is silent for a second and a half: so these run beside nothing else.
 */
const LIVE = [
  'test/integration/demos/{live,flag-map-data}.test.ts',
  'test/e2e/journeys/decks/live-talks.test.ts',
]
const ALONE = { maxWorkers: 1, sequence: { groupOrder: 3 }, hookTimeout: 60_000 }

/** Files that wait for processes and sockets of their own for most of their time. */
const WAITING = {
  maxWorkers: 2 * availableParallelism(),
  sequence: { groupOrder: 1 },
  // A server starts in a second, and in many on a machine that runs seven other programs.
  hookTimeout: 60_000,
}

/** Files with a browser: each keeps a processor busy. */
const BUSY = {
  maxWorkers: Math.max(2, availableParallelism()),
  sequence: { groupOrder: 2 },
  testTimeout: 180_000,
  hookTimeout: 180_000,
}

/**
 * Three levels: no I/O (unit), real processes and sockets (integration), a real browser (e2e); what a
 * talk cannot do without once more in another browser (firefox).
 */
export default defineConfig({
  test: {
    reporters: ['default', './test/slowest.ts'],
    sequence: { sequencer: LongFirst },
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{bench,cli,client,core,server}/**/*.test.ts'],
          exclude: [TOUCHING],
          setupFiles: ['test/support/no-io.ts'],
          // No test changes what outlives it, so the files need no process each.
          pool: 'threads',
          maxWorkers: 2,
          isolate: false,
          // None waits; thousands of cases beside seven other programs are no failure all the same.
          testTimeout: 60_000,
        },
      },
      {
        test: {
          // What the repository promises of itself, read from its own files.
          name: 'house',
          maxWorkers: 2,
          include: ['test/{house,defences}/**/*.test.ts'],
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'integration',
          include: [TOUCHING, 'test/integration/**/*.test.ts'],
          exclude: LIVE,
          // The files of one process share what they have loaded, and its host of commands.
          isolate: false,
          testTimeout: 30_000,
          ...WAITING,
        },
      },
      {
        test: {
          name: 'live',
          globalSetup: ['test/support/browser/browser.ts'],
          include: LIVE,
          ...ALONE,
        },
      },
      {
        test: {
          name: 'e2e',
          globalSetup: ['test/support/browser/browser.ts'],
          include: ['test/e2e/**/*.test.ts'],
          exclude: ['test/e2e/no-firefox.test.ts', ...LIVE],
          // The files of one process share its browser (test/support/browser/browser.ts).
          isolate: false,
          ...BUSY,
        },
      },
      {
        test: {
          name: 'firefox',
          globalSetup: ['test/support/browser/browser.ts'],
          include: FIREFOX,
          env: { CUECAST_TEST_BROWSER: 'firefox' },
          ...BUSY,
        },
      },
    ],
  },
})
