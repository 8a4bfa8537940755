import { createVitest, type Reporter } from 'vitest/node'

/** One test file to be run; with `only`, those of its tests whose names match the pattern. */
export interface Trial {
  /** The test file, relative to the folder in which this process was started. */
  readonly test: string
  readonly only?: string | undefined
  /** The absolute path of the file that is different during this trial. */
  readonly changed?: string
}

/** The result of a trial. */
export interface Verdict {
  /** Whether at least one test ran, and none failed. */
  readonly green: boolean
  /** The full names of the tests that ran and failed: with `bail`, the first one. */
  readonly failed: readonly string[]
}

/** Vitest prints nothing, because the process that asked reports the verdict. */
const silent: Reporter = {}

/**
 * Runs trials for the process that started this one, and answers each message with a verdict. Vitest
 * starts once and keeps what it has transformed; each trial still has a fresh process of tests.
 */
async function serve(): Promise<void> {
  const vitest = await createVitest('test', {
    watch: false,
    project: ['unit', 'house', 'integration', 'live'],
    reporters: [silent],
    // One failed test is enough: further ones tell nothing more about the defence.
    bail: 1,
  })
  await vitest.standalone()

  async function judge({ test, only, changed }: Trial): Promise<Verdict> {
    if (changed !== undefined) vitest.invalidateFile(changed)
    if (only === undefined) vitest.resetGlobalTestNamePattern()
    else vitest.setGlobalTestNamePattern(only)
    const specifications = await vitest.globTestSpecifications([test])
    const { testModules, unhandledErrors } = await vitest.runTestSpecifications(specifications)
    if (changed !== undefined) vitest.invalidateFile(changed)
    // The list also holds modules of earlier trials.
    const ran = testModules.filter(({ moduleId }) =>
      specifications.some((one) => one.moduleId === moduleId),
    )
    const tests = ran.flatMap(({ children }) => [...children.allTests()])
    const of = (state: string) => tests.filter((one) => one.result().state === state)
    const sound = unhandledErrors.length === 0 && ran.every((one) => one.ok())
    return {
      green: sound && of('passed').length > 0,
      failed: of('failed').map(({ fullName }) => fullName),
    }
  }

  process.on('message', (trial: Trial) => {
    judge(trial).then(
      (verdict) => process.send?.(verdict),
      (error: unknown) => {
        process.stderr.write(`${String(error)}\n`)
        process.exit(1)
      },
    )
  })
  process.on('disconnect', () => process.exit())
  process.send?.('ready')
}

if (process.send) await serve()
