import { defineConfig } from 'vitest/config'

/** Three levels: no I/O (unit), real processes and sockets (integration), a real browser (e2e). */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['core/**/*.test.ts', 'client/**/*.test.ts', 'bench/**/*.test.ts'],
          // None waits; thousands of cases beside seven other programs are no failure all the same.
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'integration',
          include: ['server/**/*.test.ts', 'cli/**/*.test.ts', 'test/integration/**/*.test.ts'],
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'e2e',
          globalSetup: ['test/browser.ts'],
          include: ['test/e2e/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          // Two cores: a browser beside a browser beside a server only makes all of them late.
          fileParallelism: false,
        },
      },
    ],
  },
})
