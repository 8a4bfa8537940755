import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { runCommandLine } from './command-line.ts'

/** Commands that only note what they were given. */
const command = () => vi.fn(() => Promise.resolve(7))
const commands = {
  present: command(),
  record: command(),
  rehearse: command(),
  doctor: command(),
  export: command(),
  trust: command(),
}
type Name = keyof typeof commands
const NAMES = Object.keys(commands) as Name[]

const said = { stdout: '', stderr: '' }
beforeEach(() => {
  vi.spyOn(console, 'log').mockImplementation((text: string) => (said.stdout += `${text}\n`))
  vi.spyOn(console, 'error').mockImplementation((text: string) => (said.stderr += `${text}\n`))
})
afterEach(() => {
  vi.restoreAllMocks()
  NAMES.forEach((name) => commands[name].mockClear())
})

/** Runs the line, and tells which command was called with which arguments. */
async function read(...args: string[]) {
  Object.assign(said, { stdout: '', stderr: '' })
  const status = await runCommandLine(args, commands, '1.2.3')
  const calls = NAMES.flatMap((name) =>
    (commands[name].mock.calls as unknown[][]).map((given) => [name, ...given.slice(0, 2)]),
  )
  return { status, calls, ...said }
}

const PRESENT = { port: '4321', mode: 'auto' }

describe('a command is given its names and options', () => {
  test.each([
    [['present'], [undefined, PRESENT]],
    [
      ['present', 'talk'],
      ['talk', PRESENT],
    ],
    [
      ['present', '--port=0', '--watch', '--mode', 'replay', 'talk'],
      ['talk', { port: '0', watch: true, mode: 'replay' }],
    ],
    [
      ['present', '--port', '-1'],
      [undefined, { ...PRESENT, port: '-1' }],
    ],
    [
      ['record', 'one'],
      [['one'], {}],
    ],
    [
      ['record', 'one', '--step', 'a', 'two', '--json'],
      [['one', 'two'], { step: 'a', json: true }],
    ],
    [['rehearse'], [[], {}]],
    [
      ['rehearse', 'a', 'b', '--json', '--update', '--allow-missing', '--junit', 'x.xml'],
      [['a', 'b'], { json: true, update: true, allowMissing: true, junit: 'x.xml' }],
    ],
    [
      ['rehearse', 'a', '--chaos', '5'],
      [['a'], { chaos: '5' }],
    ],
    [['doctor'], [undefined, {}]],
    [
      ['doctor', 'a', '--json'],
      ['a', { json: true }],
    ],
    [
      ['export', 'a', '--out', 'x', '--force', '--json'],
      ['a', { out: 'x', force: true, json: true }],
    ],
    [
      ['trust', 'one', '--yes'],
      ['one', { yes: true }],
    ],
    [
      ['trust', '--deck', 'page'],
      ['page', { deck: true }],
    ],
    // What follows `--` is a name.
    [
      ['doctor', '--', '--json'],
      ['--json', {}],
    ],
  ])('%j', async (args, given) => {
    expect(await read(...args)).toEqual({
      status: 7,
      calls: [[args[0], ...given]],
      stdout: '',
      stderr: '',
    })
  })
})

describe('--remote takes an address or nothing', () => {
  test.each([
    [['--remote'], undefined, ''],
    [['--remote='], undefined, ''],
    [['--remote', '--mode', 'auto'], undefined, ''],
    [['--remote', 'welcome'], 'welcome', ''],
    [['welcome', '--remote'], 'welcome', ''],
    [['--remote', '10.0.0.7', 'welcome'], 'welcome', '10.0.0.7'],
    [['--remote', 'fd00::7'], undefined, 'fd00::7'],
    [['--remote=10.0.0.7'], undefined, '10.0.0.7'],
    // A mistyped address is passed on, so that the complaint names it.
    [['--remote', '10.0.7'], undefined, '10.0.7'],
    [['--remote=welcome'], undefined, 'welcome'],
    [['--', '--remote'], '--remote', undefined],
  ])('%j', async (args, deck, remote) => {
    const options = remote === undefined ? PRESENT : { ...PRESENT, remote }
    expect((await read('present', ...args)).calls).toEqual([['present', deck, options]])
  })
})

describe('a mistake runs no command and ends with status 2', () => {
  const mistake = (stderr: string) => ({ status: 2, calls: [], stdout: '', stderr })
  const required: Record<Name, string[]> = {
    present: [],
    record: ['one'],
    rehearse: [],
    doctor: [],
    export: ['talk', '--out', 'x'],
    trust: ['one'],
  }

  test.each(NAMES)('%s with an option that it has not', async (name) => {
    const see = `see: cuecast ${name} --help\n`
    for (const option of ['--frobnicate', '-x', '--version', '--frobnicate=1'])
      expect(await read(name, ...required[name], option)).toEqual(
        mistake(`unknown option '${option}'\n${see}`),
      )
  })

  test.each<[Name, string, string]>([
    ['present', '--prot', '--port'],
    ['present', '--remot', '--remote'],
    ['record', '--steps', '--step'],
    ['rehearse', '--allow-mising', '--allow-missing'],
    ['rehearse', '--chao', '--chaos'],
    ['doctor', '--jsno', '--json'],
    ['export', '--froce', '--force'],
    ['trust', '--yse', '--yes'],
  ])('%s %s is probably %s', async (name, typed, meant) => {
    expect(await read(name, ...required[name], typed)).toEqual(
      mistake(`unknown option '${typed}'\n(Did you mean ${meant}?)\nsee: cuecast ${name} --help\n`),
    )
  })

  const commandsAre = `the commands are: ${NAMES.join(', ')}\n`
  test.each([
    ['frob', `unknown command 'frob'\n${commandsAre}`],
    ['', `unknown command ''\n${commandsAre}`],
    ['__proto__', `unknown command '__proto__'\n${commandsAre}`],
    ['prsent', `unknown command 'prsent'\n(Did you mean present?)\n${commandsAre}`],
    ['--frob', `unknown option '--frob'\n${commandsAre}`],
    ['--verison', `unknown option '--verison'\n(Did you mean --version?)\n${commandsAre}`],
  ])('%j is no command', async (typed, stderr) => {
    expect(await read(typed)).toEqual(mistake(stderr))
  })

  test.each([
    [['record'], "missing required argument 'demo'"],
    [['export'], "required option '--out <DIR>' not specified"],
    [['export', '--out', 'x'], "missing required argument 'deck'"],
    [['export', 'talk'], "required option '--out <DIR>' not specified"],
    [['trust', '--yes'], "missing required argument 'demo'"],
    [['present', '--port'], "option '--port <N>' argument missing"],
    [['record', 'one', '--step'], "option '--step <ID>' argument missing"],
    [['rehearse', '--chaos'], "option '--chaos <SEED>' argument missing"],
    [
      ['present', '--mode', 'nope'],
      "option '--mode <MODE>' argument 'nope' is invalid. Allowed choices are auto, live, replay.",
    ],
    [
      ['present', 'talk', 'more'],
      "too many arguments for 'present'. Expected 1 argument but got 2.",
    ],
    [['doctor', 'talk', 'more'], "too many arguments for 'doctor'. Expected 1 argument but got 2."],
    [['trust', 'one', 'two'], "too many arguments for 'trust'. Expected 1 argument but got 2."],
    [
      ['export', 'a', 'b', '--out', 'x'],
      "too many arguments for 'export'. Expected 1 argument but got 2.",
    ],
  ])('%j', async (args, problem) => {
    expect(await read(...args)).toEqual(mistake(`${problem}\nsee: cuecast ${args[0]} --help\n`))
  })
})

describe('help and the version', () => {
  test.each([[[]], [['--help']], [['-h']], [['help']]])(
    '%j lists every command',
    async (args: string[]) => {
      const { status, calls, stdout, stderr } = await read(...args)
      expect({ status, calls, stderr }).toEqual({ status: 0, calls: [], stderr: '' })
      expect(stdout).toMatch(/^cuecast 1\.2\.3\nUsage: cuecast \[options\] \[command\]\n/)
      for (const name of NAMES) expect(stdout).toMatch(new RegExp(`^ {2}${name} `, 'm'))
    },
  )

  test.each(NAMES)('of %s are asked for before or after anything else', async (name) => {
    const help = await read(name, '--help')
    expect(help).toMatchObject({ status: 0, calls: [], stderr: '' })
    expect(help.stdout).toContain(`Usage: cuecast ${name} [options]`)
    for (const args of [
      [name, '-h'],
      [name, 'talk', '--frob', '--help'],
      ['help', name],
    ])
      expect(await read(...args)).toEqual(help)
  })

  test.each(['--version', '-v'])('%s', async (option) => {
    expect(await read(option)).toEqual({ status: 0, calls: [], stdout: '1.2.3\n', stderr: '' })
  })

  test('an error of a command is its caller’s to tell', async () => {
    commands.doctor.mockRejectedValueOnce(new Error('no place'))
    await expect(read('doctor')).rejects.toThrow('no place')
  })
})
