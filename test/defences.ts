import { spawnSync } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { lost, readDefences, type Defence } from './defences/list.ts'
import { copyTree, type Tree } from './defences/tree.ts'

/**
 * Shows that tests notice when a defence is missing: each defence is switched off in a copy of the
 * tree, and a test must fail there, not merely fail to load. A defence whose line is no longer
 * found is a failure too. `node --import ./test/run-typescript.js test/defences.ts [--list]
 * [--green] [part of a name]`: with `--list` only the list is checked, and no test runs; with
 * `--green` the tests are known to pass, and are not run once more with every defence on.
 */
const ROOT = join(import.meta.dirname, '..')
/** How many copies of the tree are used at once. A test without its defence mostly waits for its deadline. */
const TREES = 3 * availableParallelism()

const given = process.argv.slice(2)
const onlyList = given.includes('--list')
const wereGreen = given.includes('--green')
const wanted = given.find((word) => !word.startsWith('--')) ?? ''
const say = (line: string) => process.stdout.write(`${line}\n`)
/** The failures are printed again at the end, because CI keeps the last lines of a long run. */
const failures: string[] = []
function fail(line: string): void {
  say(line)
  failures.push(line)
}

const named = readDefences().filter(({ name }) => name.includes(wanted))
const there = named.filter((defence) => {
  const why = lost(ROOT, defence)
  if (why !== null) fail(why)
  return why === null
})

function possible({ name, needs }: Defence): boolean {
  if (needs === undefined || hasLab() || process.env['CUECAST_NO_SKIP'] === '1') return true
  say(`passed over       ${name}: it needs the ${needs}`)
  return false
}
const hasLab = () =>
  spawnSync('bash', ['demos/lab/check'], { cwd: ROOT, stdio: 'ignore' }).status === 0

async function seeGreen(tree: Tree, defence: Defence): Promise<void> {
  const { green, failed } = await tree.runOn(defence)
  if (green) return
  fail(`NOT GREEN with every defence on: ${defence.test}: ${failed[0] ?? 'it did not run'}`)
}

async function seeRed(tree: Tree, defence: Defence): Promise<void> {
  const { name, test } = defence
  const { green, failed } = await tree.runOff(defence)
  const [first] = failed
  if (green) fail(`NOT NOTICED       ${name}: ${test}`)
  else if (first === undefined) fail(`NO TEST FAILED    ${name}: ${test} did not run`)
  else say(`off, and noticed  ${name}: ${first}`)
}

async function inTrees(chosen: readonly Defence[]): Promise<void> {
  const trees = Array.from({ length: TREES }, () => copyTree(ROOT))
  async function share(
    work: readonly Defence[],
    act: (tree: Tree, one: Defence) => Promise<void>,
  ): Promise<void> {
    const left = [...work]
    await Promise.all(
      trees.map(async (tree) => {
        for (let one = left.shift(); one !== undefined; one = left.shift()) await act(tree, one)
      }),
    )
  }
  try {
    const tests = new Map(chosen.map((one) => [`${one.test} ${one.only ?? ''}`, one]))
    if (!wereGreen) await share([...tests.values()], seeGreen)
    await share(chosen, seeRed)
  } finally {
    for (const tree of trees) tree.remove()
  }
}

if (!onlyList) {
  const chosen = there.filter(possible)
  // What is performed in the lab takes longest, and begins first.
  chosen.sort((a, b) => Number(b.needs === 'lab') - Number(a.needs === 'lab'))
  await inTrees(chosen)
}
for (const line of failures) say(line)
say(`${named.length} defences, ${failures.length} failures`)
process.exitCode = failures.length === 0 && named.length > 0 ? 0 : 1
