import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Defence } from './list.ts'
import type { Trial, Verdict } from './trial.ts'

const FOLDERS = ['core', 'server', 'client', 'cli', 'test', 'docs', 'demos', 'slides']
const FILES = ['package.json', 'vitest.config.ts', 'tsconfig.base.json']
/**
 * The longest time for one trial, in ms. The slowest test file takes a tenth of it, but if
 * something stays behind in the lab, a test waits a minute for it to disappear.
 */
const LIMIT = 300_000

/** A copy of the project in which one line at a time is switched off. */
export interface Tree {
  /** Runs the test of this defence while the defence is on. */
  runOn(defence: Defence): Promise<Verdict>
  /** Runs the test of this defence while the defence is off; afterwards it is on again. */
  runOff(defence: Defence): Promise<Verdict>
  remove(): void
}

/** Copies the project at `root` into a new temporary folder. */
export function copyTree(root: string): Tree {
  const copy = mkdtempSync(join(tmpdir(), 'cuecast-defences-'))
  for (const entry of FOLDERS)
    cpSync(join(root, entry), join(copy, entry), {
      recursive: true,
      filter: (path) => path !== join(root, 'test/shots'),
    })
  for (const file of FILES) cpSync(join(root, file), join(copy, file))
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))

  /** The process that runs the tests of this copy; null until one is needed. */
  let vitest: ChildProcess | null = null

  async function start(): Promise<ChildProcess> {
    const loader = join(root, 'test/run-typescript.js')
    const child = spawn(
      process.execPath,
      ['--import', loader, join(copy, 'test/defences/trial.ts')],
      // It has a process group of its own, so that its children end with it.
      { cwd: copy, detached: true, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] },
    )
    await once(child, 'message')
    return child
  }

  function stop(): void {
    if (vitest?.pid !== undefined && vitest.exitCode === null && vitest.signalCode === null)
      process.kill(-vitest.pid, 'SIGKILL')
    vitest = null
  }

  async function run(trial: Trial): Promise<Verdict> {
    vitest ??= await start()
    const child = vitest
    return new Promise((resolve) => {
      const late = setTimeout(over, LIMIT)
      function over(verdict?: Verdict): void {
        clearTimeout(late)
        child.off('message', over).off('exit', gone)
        // A process that hangs or has died is replaced for the next trial.
        if (verdict === undefined) stop()
        resolve(verdict ?? { green: false, failed: [] })
      }
      function gone(): void {
        over()
      }
      child.on('message', over).on('exit', gone)
      child.send(trial)
    })
  }

  return {
    runOn: ({ test, only }) => run({ test, only }),
    async runOff({ file, find, replace, test, only }) {
      const path = join(copy, file)
      const text = readFileSync(path, 'utf8')
      writeFileSync(
        path,
        text.replace(find, () => replace),
      )
      try {
        return await run({ test, only, changed: path })
      } finally {
        writeFileSync(path, text)
      }
    },
    remove() {
      stop()
      rmSync(copy, { recursive: true, force: true })
    },
  }
}
