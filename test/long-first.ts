import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/**
 * Files that take longest, and wait for most of that time. They begin first, so that nothing is left
 * to wait for when all others are done; a fresh clone knows no durations to order files by.
 */
const LONG = [
  'test/e2e/journeys/decks/decks.test.ts',
  'test/e2e/journeys/stage/chaos.test.ts',
  'test/e2e/journeys/decks/browsers.test.ts',
]

/** Vitest's own order, after the longest files. */
export class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    for (const file of LONG)
      if (!existsSync(join(this.ctx.config.root, file)))
        throw new Error(`there is no ${file}, which test/long-first.ts names`)
    const rank = ({ moduleId }: TestSpecification) => {
      const at = LONG.findIndex((file) => moduleId.endsWith(file))
      return at < 0 ? LONG.length : at
    }
    const others = await super.sort(files)
    return others.toSorted((a, b) => rank(a) - rank(b))
  }
}
