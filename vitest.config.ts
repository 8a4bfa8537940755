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
 * What ships with the product, performed for real. A step has the patience that its take suggests, and
 * `runc list` shows whatever runs: so beside nothing else.
 */
const LIVE = 'test/integration/demos/{live,flag-map-data}.test.ts'

/** The order of the groups: files of one group run side by side, and no group beside another. */
const ORDER = { integration: 1, browsers: 2, live: 3 }

/** Files with a browser: as many side by side as a small machine has cores. */
const BESIDE = { maxWorkers: 2, sequence: { groupOrder: ORDER.browsers } }

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
          exclude: [LIVE],
          // They wait for processes and sockets of their own for most of the time.
          maxWorkers: 2 * availableParallelism(),
          // The files of one process share what they have loaded, and its host of commands.
          isolate: false,
          sequence: { groupOrder: ORDER.integration },
          testTimeout: 30_000,
          // A server starts in a second, and in many on a machine that runs seven other programs.
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'live',
          include: [LIVE],
          hookTimeout: 60_000,
          maxWorkers: 1,
          sequence: { groupOrder: ORDER.live },
        },
      },
      {
        test: {
          name: 'e2e',
          globalSetup: ['test/support/browser/browser.ts'],
          include: ['test/e2e/**/*.test.ts'],
          exclude: ['test/e2e/no-firefox.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          // The files of one process share its browser (test/support/browser/browser.ts).
          isolate: false,
          ...BESIDE,
        },
      },
      {
        test: {
          name: 'firefox',
          globalSetup: ['test/support/browser/browser.ts'],
          include: FIREFOX,
          env: { CUECAST_TEST_BROWSER: 'firefox' },
          testTimeout: 180_000,
          hookTimeout: 180_000,
          ...BESIDE,
        },
      },
    ],
  },
})
