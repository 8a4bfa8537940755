import type { Reporter, TestModule } from 'vitest/node'

/** The number of listed files: enough to see where the time goes, few enough to be read. */
const COUNT = 20

/**
 * Prints at the end which test files took longest, so that nobody has to guess what to make faster.
 */
export default class Slowest implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const slowest = modules
      .map((module) => ({ module, ms: module.diagnostic().duration }))
      .sort((a, b) => b.ms - a.ms)
      .slice(0, COUNT)
    if (modules.length <= COUNT) return
    process.stdout.write(`The ${COUNT} slowest files:\n`)
    for (const { module, ms } of slowest) {
      const seconds = (ms / 1000).toFixed(1).padStart(7)
      process.stdout.write(`${seconds} s  ${module.project.name} ${module.relativeModuleId}\n`)
    }
  }
}
