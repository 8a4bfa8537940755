import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { beforeAll, describe, expect, it, type TestContext } from 'vitest'
import { findBrowser } from '../../../support/browser/browser.ts'
import { openSandbox, type Sandbox } from '../../../integration/commands/command.ts'

/**
 * Milliseconds. The talk with all planned faults takes a minute; the rest is for a busy machine.
 */
const TALK = 300_000

beforeAll(() => {
  process.env['CUECAST_BROWSER'] ??= findBrowser()
})

/** Each talk has its own folder, so that they can be played side by side: a talk mostly waits. */
function sandboxFor({ onTestFinished }: TestContext): Sandbox {
  const sandbox = openSandbox()
  onTestFinished(() => sandbox.close())
  return sandbox
}

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

async function chaos(sandbox: Sandbox, deck: string, seed: number) {
  const { status, stdout, stderr } = await sandbox.run(
    ...['rehearse', deck, '--chaos', String(seed), '--json'],
  )
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown)
  return {
    status,
    stderr,
    plan: (lines[0] as Planned).plan,
    presses: lines.slice(1, -1) as Pressed[],
    end: lines.at(-1) as Ended,
  }
}

/** Files that a rehearsal left behind: a browser's profile, or files of the show. */
const left = (sandbox: Sandbox) =>
  readdirSync(sandbox.tmp).filter((name) => /browser-|chaos-/.test(name))

// Each plan has every kind of fault that needs no Docker, at a different press and moment.
it.concurrent.for([1, 5, 12])(
  'plays a talk to its last slide: seed %i',
  { timeout: TALK },
  async (seed, context) => {
    const sandbox = sandboxFor(context)
    const run = await chaos(sandbox, 'welcome', seed)
    expect(run.end).toMatchObject({ ok: true, reached: 10, slides: 10, breaches: [] })
    expect(run.presses.flatMap(({ breaches }) => breaches)).toEqual([])
    expect(run.status).toBe(0)
    // The whole plan was carried out, in order.
    const planned = run.plan.injections.map(({ fault }) => fault)
    expect(run.presses.flatMap(({ fault }) => fault ?? [])).toEqual(planned)
    expect(left(sandbox)).toEqual([])
  },
)

describe('a talk with a slide that is blank', () => {
  const BARE = '# One\n\n---\n\n<!-- nothing -->\n\n---\n\n## Three\n'

  it.concurrent(
    'does not pass, and the same seed plans the same faults again',
    { timeout: TALK },
    async (context) => {
      const sandbox = sandboxFor(context)
      sandbox.write({ 'slides/bare/deck.md': BARE })
      const [one, two] = await Promise.all([chaos(sandbox, 'bare', 1), chaos(sandbox, 'bare', 1)])
      expect(one.status).toBe(1)
      expect(one.end).toMatchObject({ ok: false, reached: 3, slides: 3 })
      expect(one.presses.map(({ breaches }) => breaches)).toEqual([['the slide is blank'], []])
      expect(two.plan).toEqual(one.plan)
      const course = ({ presses }: typeof one) =>
        presses.map(({ fault, breaches }) => [fault, breaches])
      expect(course(two)).toEqual(course(one))
    },
  )

  it.concurrent(
    'can be interrupted at once, and leaves nothing behind',
    { timeout: TALK },
    async (context) => {
      const sandbox = sandboxFor(context)
      // No other talk has this name, so its server can be found among all commands.
      sandbox.write({ 'slides/left-early/deck.md': BARE })
      const run = sandbox.start('rehearse', 'left-early', '--chaos', '1', '--json')
      const said = { stdout: '', stderr: '' }
      run.stderr?.on('data', (data: Buffer) => (said.stderr += data.toString()))
      const over = new Promise<number | null>((settle) => run.on('close', settle))
      await new Promise<void>((settle) =>
        run.stdout?.on('data', (data: Buffer) => {
          said.stdout += data.toString()
          if (said.stdout.includes('"press":1')) settle()
        }),
      )
      expect(left(sandbox)).toHaveLength(2)
      run.kill('SIGINT')
      expect(await over).toBe(1)
      expect(said.stderr).toBe('stopping: ending the browser and the server\n')
      const end = JSON.parse(said.stdout.trim().split('\n').at(-1) ?? '') as Ended
      expect(end.ok).toBe(false)
      expect(left(sandbox)).toEqual([])
      const commands = execFileSync('ps', ['-axww', '-o', 'command='], { encoding: 'utf8' }).split(
        '\n',
      )
      const ours = (command: string) =>
        command.includes(sandbox.tmp) || / present left-early /.test(command)
      expect(commands.filter(ours)).toEqual([])
    },
  )
})

it('refuses text that is not a seed, and a name that is not a deck', async (context) => {
  const sandbox = sandboxFor(context)
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
