import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * Break it before you believe it: each defence is switched off in a copy of the tree, and its test
 * must go red there. A defence whose line is no longer found is a failure too.
 */
interface Defence {
  readonly name: string
  readonly file: string
  /** The line that defends, and what stands in its place when it is off. */
  readonly find: string
  readonly replace: string
  readonly test: string
}

const ROOT = join(import.meta.dirname, '..')
const DEFENCES = JSON.parse(
  readFileSync(join(import.meta.dirname, 'defences.json'), 'utf8'),
) as readonly Defence[]

const copy = mkdtempSync(join(tmpdir(), 'cuecast-defences-'))
const say = (line: string) => process.stdout.write(`${line}\n`)

function test(files: string): boolean {
  const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs')
  const args = [vitest, 'run', '--project', 'unit', '--project', 'integration', files]
  const { status } = spawnSync(process.execPath, args, { cwd: copy, stdio: 'ignore' })
  return status === 0
}

let failures = 0
try {
  for (const entry of ['core', 'server', 'client', 'cli', 'test', 'demos', 'slides', 'docs'])
    cpSync(join(ROOT, entry), join(copy, entry), { recursive: true })
  for (const file of ['package.json', 'vitest.config.ts', 'vite.config.ts', 'tsconfig.base.json'])
    cpSync(join(ROOT, file), join(copy, file))
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'))
  symlinkSync(join(ROOT, 'dist'), join(copy, 'dist'))

  const whole = new Set(DEFENCES.map((defence) => defence.test))
  for (const files of whole) {
    if (test(files)) continue
    say(`NOT GREEN with every defence on: ${files}`)
    failures++
  }
  for (const { name, file, find, replace, test: files } of DEFENCES) {
    const path = join(copy, file)
    const text = readFileSync(path, 'utf8')
    if (text.split(find).length !== 2) {
      say(`NOT FOUND ONCE   ${name}: ${file} has not exactly one ${JSON.stringify(find)}`)
      failures++
      continue
    }
    writeFileSync(
      path,
      text.replace(find, () => replace),
    )
    const survived = test(files)
    writeFileSync(path, text)
    say(`${survived ? 'NOT NOTICED     ' : 'off, and noticed'} ${name}`)
    if (survived) failures++
  }
} finally {
  rmSync(copy, { recursive: true, force: true })
}
say(`${DEFENCES.length} defences, ${failures} failures`)
process.exitCode = failures === 0 ? 0 : 1
