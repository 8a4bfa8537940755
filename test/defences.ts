import { spawn, spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * Break it before you believe it: each defence is switched off in a copy of the tree, and a test
 * must go red there; not merely fail to load. A defence whose line is no longer found is a failure
 * too. `node --import ./test/run-typescript.js test/defences.ts [--green] [part of a name]`; with
 * `--green` the tests passed just now, and are not run once more with every defence on.
 */
interface Defence {
  readonly name: string
  readonly file: string
  /** The line that defends, and what stands in its place when it is off. */
  readonly find: string
  readonly replace: string
  readonly test: string
  /** Only the tests of that file whose names contain this; absent: all of them. */
  readonly only?: string
  /** The test needs the lab (docs/lab.md): elsewhere it is passed over, and CI says so as a failure. */
  readonly needs?: 'lab'
}
interface Verdict {
  readonly green: boolean
  /** Tests that ran and failed. */
  readonly failed: readonly string[]
}

const ROOT = join(import.meta.dirname, '..')
const VITEST = join(ROOT, 'node_modules/vitest/vitest.mjs')
/** As many copies of the tree as the smallest machine of ours has cores. */
const WORKERS = 2
/**
 * Milliseconds; the slowest of these test files takes a tenth of it, but where something stays
 * behind in the lab, it is looked for during a minute.
 */
const LIMIT = 300_000
const FOLDERS = ['core', 'server', 'client', 'cli', 'test', 'docs', 'demos', 'slides']
const FILES = ['package.json', 'vitest.config.ts', 'tsconfig.base.json']

const DEFENCES = JSON.parse(
  readFileSync(join(import.meta.dirname, 'defences.json'), 'utf8'),
) as readonly Defence[]
const given = process.argv.slice(2)
const wereGreen = given.includes('--green')
const wanted = given.find((word) => word !== '--green')
const say = (line: string) => process.stdout.write(`${line}\n`)
const hasLab = spawnSync('bash', ['demos/lab/check'], { cwd: ROOT, stdio: 'ignore' }).status === 0
const chosen = DEFENCES.filter(({ name, needs }) => {
  if (wanted !== undefined && !name.includes(wanted)) return false
  const possible = needs === undefined || hasLab || process.env['CUECAST_NO_SKIP'] === '1'
  if (!possible) say(`passed over       ${name}: it needs the ${needs}`)
  return possible
})

function copyTree(): string {
  const copy = mkdtempSync(join(tmpdir(), 'cuecast-defences-'))
  for (const entry of FOLDERS)
    cpSync(join(ROOT, entry), join(copy, entry), {
      recursive: true,
      filter: (path) => path !== join(ROOT, 'test/shots'),
    })
  for (const file of FILES) cpSync(join(ROOT, file), join(copy, file))
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'))
  return copy
}

/** Runs one test file in a copy of the tree, or some of its tests. */
function run(copy: string, { test: file, only }: Pick<Defence, 'test' | 'only'>): Promise<Verdict> {
  const some = only === undefined ? [] : ['--testNamePattern', only]
  const projects = ['--project', 'unit', '--project', 'integration']
  const args = ['run', ...projects, '--reporter', 'json', ...some, file]
  const child = spawn(process.execPath, [VITEST, ...args], {
    ...{ cwd: copy, timeout: LIMIT, killSignal: 'SIGKILL' },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  let json = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (json += text))
  return new Promise((resolve) =>
    child.on('close', (status) => {
      const all = results(json)
      const failed = all.filter((one) => one.status === 'failed').map((one) => one.fullName)
      resolve({ green: status === 0 && all.length > 0, failed })
    }),
  )
}

function results(json: string): readonly { status: string; fullName: string }[] {
  interface Report {
    testResults: { assertionResults: { status: string; fullName: string }[] }[]
  }
  try {
    const report = JSON.parse(json.slice(json.indexOf('{'))) as Report
    return report.testResults.flatMap((file) => file.assertionResults)
  } catch {
    return [] // It was cut off: no test has said anything.
  }
}

/** What is said of this defence, and whether it holds. */
async function judge(copy: string, defence: Defence): Promise<{ ok: boolean; line: string }> {
  const { name, file, find, replace } = defence
  const lost = [file, defence.test].find((one) => !existsSync(join(copy, one)))
  if (lost !== undefined) return { ok: false, line: `NO SUCH FILE      ${name}: ${lost}` }
  const path = join(copy, file)
  const text = readFileSync(path, 'utf8')
  if (text.split(find).length !== 2)
    return { ok: false, line: `NOT FOUND ONCE    ${name}: ${file}: ${JSON.stringify(find)}` }
  writeFileSync(
    path,
    text.replace(find, () => replace),
  )
  const verdict = await run(copy, defence)
  writeFileSync(path, text)
  if (verdict.green) return { ok: false, line: `NOT NOTICED       ${name}: ${defence.test}` }
  const [first] = verdict.failed
  if (first === undefined)
    return { ok: false, line: `NO TEST FAILED    ${name}: ${defence.test} did not run` }
  return { ok: true, line: `off, and noticed  ${name}: ${first}` }
}

const copies = Array.from({ length: WORKERS }, copyTree)
/** Said once more at the end: what CI keeps of a long run is its last lines. */
const failures: string[] = []
const fail = (line: string) => {
  say(line)
  failures.push(line)
}
try {
  const share = async <T>(work: readonly T[], act: (copy: string, one: T) => Promise<void>) => {
    const left = [...work]
    await Promise.all(
      copies.map(async (copy) => {
        for (let one = left.shift(); one !== undefined; one = left.shift()) await act(copy, one)
      }),
    )
  }
  const tests = new Map(
    (wereGreen ? [] : chosen).map((one) => [`${one.test} ${one.only ?? ''}`, one]),
  )
  await share([...tests.values()], async (copy, some) => {
    const verdict = await run(copy, some)
    if (verdict.green) return
    fail(`NOT GREEN with every defence on: ${some.test}: ${verdict.failed[0] ?? 'it did not run'}`)
  })
  await share(chosen, async (copy, defence) => {
    const { ok, line } = await judge(copy, defence)
    if (ok) say(line)
    else fail(line)
  })
} finally {
  for (const copy of copies) rmSync(copy, { recursive: true, force: true })
}
for (const line of failures) say(line)
say(`${chosen.length} defences, ${failures.length} failures`)
process.exitCode = failures.length === 0 && chosen.length > 0 ? 0 : 1
