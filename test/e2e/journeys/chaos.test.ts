import { readdirSync } from 'node:fs'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { findBrowser } from '../../browser.ts'
import { openSandbox, type Sandbox } from '../../integration/command.ts'

/** The whole talk with what the plan does to it takes a minute; the rest is a busy machine. */
const TALK = 300_000

let sandbox: Sandbox
beforeEach(() => {
  process.env['CUECAST_BROWSER'] ??= findBrowser()
  sandbox = openSandbox()
})
afterEach(() => sandbox.close())

interface Planned {
  readonly plan: { readonly injections: readonly { readonly fault: string }[] }
}
interface Pressed {
  readonly press: number
  readonly fault?: string
  readonly breaches: readonly string[]
}
interface Ended {
  readonly ok: boolean
  readonly reached: number
  readonly slides: number
  readonly breaches: readonly string[]
}

async function chaos(deck: string, seed: number) {
  const { status, stdout, stderr } = await sandbox.run(
    ...['rehearse', deck, '--chaos', String(seed), '--json'],
  )
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown)
  return {
    ...{ status, stderr },
    plan: (lines[0] as Planned).plan,
    presses: lines.slice(1, -1) as Pressed[],
    end: lines.at(-1) as Ended,
  }
}

it('plays a talk to its last slide, whatever the seed does to it', { timeout: TALK }, async () => {
  const run = await chaos('welcome', 1)
  expect(run.end).toMatchObject({ ok: true, reached: 8, slides: 8, breaches: [] })
  expect(run.presses.flatMap(({ breaches }) => breaches)).toEqual([])
  expect(run.status).toBe(0)
  // All of the plan came, in its order.
  const planned = run.plan.injections.map(({ fault }) => fault)
  expect(run.presses.flatMap(({ fault }) => fault ?? [])).toEqual(planned)
  // Neither a browser's profile nor anything of the show.
  expect(readdirSync(sandbox.tmp).filter((name) => /browser-|chaos-/.test(name))).toEqual([])
})

it('refuses what is no seed, and what is no deck', async () => {
  const refused = async (...args: string[]) => {
    const { status, stderr } = await sandbox.run('rehearse', ...args)
    expect(status).toBe(2)
    return stderr.trim()
  }
  expect(await refused('welcome', '--chaos', 'x')).toBe(
    '--chaos takes a seed, a number from 0 to 4294967295, not "x"',
  )
  expect(await refused('--chaos', '1')).toBe('--chaos plays one deck; name it')
  expect(await refused('welcome', '--chaos', '1', '--update')).toBe(
    '--chaos compares nothing: it goes with no --update',
  )
  expect(await refused('nowhere', '--chaos', '1')).toMatch(/^there is no deck nowhere; there are: /)
})
