import { readFileSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { once } from 'node:events'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { readCast } from '../../support/whole-cast.ts'
import { enter, named, openSandbox } from './command.ts'
import type { Sandbox } from './command.ts'

/** Tests of the real command, as somebody at a terminal uses it. It has to be built. */
const ONE = 'title: one\nsteps:\n  - id: first\n    run: echo first\n'
const DECK = '# A talk\n\n```demo one\n```\n'

const OTHER = 'its name must be of small letters, digits, - and _'
const COMMANDS = ['present', 'record', 'rehearse', 'doctor', 'export', 'trust']

const within = { timeout: 60_000 }

/** The contents of all files of a folder, by path. */
function contents(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
  return Object.fromEntries(
    files
      .filter((file) => file.isFile())
      .map((file) => join(file.parentPath, file.name))
      .sort()
      .map((path) => [path.slice(folder.length + 1), readFileSync(path, 'latin1')]),
  )
}
const exists = (pid: number) => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false // There is no such process.
  }
}

describe('help, and mistakes on the command line', within, () => {
  let box: Sandbox
  beforeAll(() => {
    box = openSandbox()
    box.write({ 'demos/one/demo.yaml': ONE, 'slides/talk/deck.md': DECK, 'slides/void/x': '' })
    box.write({ 'slides/toString/deck.md': DECK, 'demos/toString/demo.yaml': ONE })
  })
  afterAll(() => box.close())

  it.concurrent.each([
    [[], 'cuecast [options] [command]'],
    [['--help'], 'cuecast [options] [command]'],
    [['help'], 'cuecast [options] [command]'],
    [['present', '--help'], 'cuecast present [options] [deck]'],
    [['record', '--help'], 'cuecast record [options] <demo...>'],
    [['rehearse', '--help'], 'cuecast rehearse [options] [name...]'],
    [['doctor', '--help'], 'cuecast doctor [options] [deck]'],
    [['export', '-h'], 'cuecast export [options] <deck>'],
    [['trust', '--help'], 'cuecast trust [options] <demo>'],
  ])('%j', async (args, usage) => {
    const { status, stdout, stderr } = await box.run(...args)
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    expect(stdout).toContain(`Usage: ${usage}\n`)
    // A pipe gets plain lines.
    expect(stdout).not.toContain('\x1b')
  })

  const decks = named('slides', 'talk')
  const demos = named('demos', 'one')
  it.concurrent.each([
    [['frob'], `unknown command 'frob'\nthe commands are: ${COMMANDS.join(', ')}`],
    [
      ['prsent'],
      `unknown command 'prsent'\n(Did you mean present?)\nthe commands are: ${COMMANDS.join(', ')}`,
    ],
    [['__proto__'], `unknown command '__proto__'\nthe commands are: ${COMMANDS.join(', ')}`],
    ...COMMANDS.map((name): [string[], string] => [
      [name, ...(name === 'export' ? ['talk', '--out', 'x'] : ['one']), '--frob'],
      `unknown option '--frob'\nsee: cuecast ${name} --help`,
    ]),
    [
      ['doctor', '--jsno'],
      "unknown option '--jsno'\n(Did you mean --json?)\nsee: cuecast doctor --help",
    ],
    [['present', '-x'], "unknown option '-x'\nsee: cuecast present --help"],
    [['present', '--fr\x1b[2Job'], "unknown option '--fr[2Job'\nsee: cuecast present --help"],
    [['present', 'nobody'], `there is no deck nobody; there are: ${decks}`],
    [['present', 'toString'], `slides/toString is passed over: ${OTHER}; there are: ${decks}`],
    [['record', 'demos/toString'], `demos/toString is passed over: ${OTHER}; there are: ${demos}`],
    [['present', 'void'], `slides/void has no deck.md; there are: ${decks}`],
    [['present', '../talk'], `there is no deck ../talk; there are: ${decks}`],
    [
      ['present', 'talk', 'more'],
      "too many arguments for 'present'. Expected 1 argument but got 2.\nsee: cuecast present --help",
    ],
    [['present', '--port', '99999'], '--port takes a number from 0 to 65535, not "99999"'],
    [['present', '--port', 'http'], '--port takes a number from 0 to 65535, not "http"'],
    [['present', '--port', ''], '--port takes a number from 0 to 65535, not ""'],
    [['present', '--port=-1'], '--port takes a number from 0 to 65535, not "-1"'],
    [
      ['present', '--mode', 'nope'],
      "option '--mode <MODE>' argument 'nope' is invalid. Allowed choices are auto, live, replay.\nsee: cuecast present --help",
    ],
    [['record'], "missing required argument 'demo'\nsee: cuecast record --help"],
    [['record', 'nobody'], `there is no demo nobody; there are: ${demos}`],
    [['record', 'one', 'nobody'], `there is no demo nobody; there are: ${demos}`],
    [['record', 'one', '--step', 'nope'], 'one: there is no step nope; there are: first'],
    [['doctor', 'nobody'], `there is no deck nobody; there are: ${decks}`],
    [
      ['doctor', 'talk', 'more'],
      "too many arguments for 'doctor'. Expected 1 argument but got 2.\nsee: cuecast doctor --help",
    ],
    [['export', '--out', 'x'], "missing required argument 'deck'\nsee: cuecast export --help"],
    [['export', 'talk'], "required option '--out <DIR>' not specified\nsee: cuecast export --help"],
    [['export', 'nobody', '--out', 'x'], `there is no deck nobody; there are: ${decks}`],
    [['record', 'demos/nobody/'], `there is no demo nobody; there are: ${demos}`],
    [['record', 'demos/'], `there is no demo demos/; there are: ${demos}`],
    [['trust', 'nobody'], `there is no demo nobody; there are: ${demos}`],
    [['trust'], "missing required argument 'demo'\nsee: cuecast trust --help"],
    [
      ['trust', 'one', 'two'],
      "too many arguments for 'trust'. Expected 1 argument but got 2.\nsee: cuecast trust --help",
    ],
    [
      ['present', '--watch', '--remote', '127.0.0.1'],
      '--watch is for writing, and never on stage: it goes with no --remote',
    ],
  ])('%j is a mistake, and the message tells what to do', async (args, complaint) => {
    const before = contents(box.root)
    expect(await box.run(...args)).toEqual({ status: 2, stdout: '', stderr: `${complaint}\n` })
    expect(contents(box.root)).toEqual(before)
  })
})

describe('present', within, () => {
  let box: Sandbox
  beforeEach(() => {
    box = openSandbox()
  })
  afterEach(() => box.close())

  it('reports that its port is in use, and takes the next one', async () => {
    const other = createServer()
    other.listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as AddressInfo
    const stage = await box.present('--port', String(port))
    expect(stage.port).toBeGreaterThan(port)
    expect(stage.stderr()).toBe(`port ${port} is in use; this is ${stage.port}\n`)
    expect((await fetch(`http://127.0.0.1:${stage.port}/`)).status).toBe(200)
    await stage.stop()
    expect(stage.child.exitCode).toBe(0)
    other.close()
  })

  it('gives a page that comes back its control, before its old socket is gone', async () => {
    const stage = await box.present('--port', '0')
    const dead = await enter(stage, undefined, 'the-page')
    const { token } = dead.welcome
    expect((await enter(stage, token, 'another')).welcome.role).toBe('mirror')
    const back = await enter(stage, token, 'the-page')
    expect(back.welcome.role).toBe('presenter')
    // A message over the old socket has no effect any more.
    dead.say({ type: 'rescue', demo: 'any' })
    expect(await dead.hear('refused')).toMatchObject({ what: 'rescue' })
    await stage.stop()
  })

  it("runs nothing of a stranger's demo until it is approved, and asks again after a change", async () => {
    box.write({
      'demos/foreign/demo.yaml': 'title: f\nsteps:\n  - id: go\n    run: echo $PPID > ran\n',
    })
    const why = 'not approved on this machine; run: cuecast trust foreign'
    const shown =
      'foreign would run, as you, on this machine:\n' +
      '  demo foreign: f\n  pane main: bash in .\n  step go, main: echo $PPID > ran ⏎\n' +
      '1 command; a script may do more than can be seen from here\n'
    const ran = () => readdirSync(join(box.root, 'demos/foreign')).includes('ran')
    /** Asks for the step, and returns the server's answers about the demo and the step. */
    async function attempt() {
      const stage = await box.present('--port', '0')
      const page = await enter(stage)
      page.say({
        type: 'perform',
        intent: 'intent-1',
        demo: 'foreign',
        step: 'go',
        panes: ['main'],
      })
      const { outcome } = await page.hear('outcome')
      page.close()
      await stage.stop()
      return { live: page.welcome.live['foreign'], outcome }
    }
    const refused = {
      live: { ok: false, why, asks: 'approval' },
      outcome: { ok: false, why: 'missing', detail: why },
    }
    expect(await attempt()).toEqual(refused)
    expect(await box.run('trust', 'foreign')).toEqual({
      status: 1,
      stdout: shown,
      stderr:
        'approve it at a terminal, or with --yes after reading the above\n' +
        'not approved; the demo stays in replay\n',
    })
    expect(ran()).toBe(false)
    expect(await box.run('trust', 'foreign', '--yes')).toEqual({
      status: 0,
      stdout: `${shown}foreign is approved until one of its files changes\n`,
      stderr: '',
    })
    expect(await attempt()).toMatchObject({ live: { ok: true }, outcome: { ok: true } })
    expect(ran()).toBe(true)
    // A file that the step wrote is a change, like any other.
    expect(await attempt()).toEqual(refused)
  })

  it("shows the contents of a deck's own HTML, and shows it on stage once it is approved", async () => {
    box.write({
      'slides/page/deck.html':
        '<section id="a">hello from elsewhere</section>\n<script src="https://cdn.example/x.js"></script>\n',
      'slides/page/x.js': 'let a = 1\n',
    })
    const exported = async () => {
      const { stderr } = await box.run('export', 'page', '--out', 'out', '--force')
      const html = readFileSync(join(box.root, 'out/index.html'), 'utf8')
      return { shown: html.includes('hello from elsewhere'), stderr }
    }
    expect(await exported()).toMatchObject({
      shown: false,
      stderr: expect.stringContaining('cuecast trust --deck page'),
    })
    const shown =
      'page would put on your stage:\n  host: cdn.example\n' +
      '  file deck.html: 96 bytes\n  deck.html| <section id="a">hello from elsewhere</section>\n' +
      '  deck.html| <script src="https://cdn.example/x.js"></script>\n' +
      '  file x.js: 10 bytes\n  x.js| let a = 1\n' +
      'its demos are approved one by one: cuecast trust <demo>\n'
    expect(await box.run('trust', '--deck', 'page')).toEqual({
      status: 1,
      stdout: shown,
      stderr:
        'approve it at a terminal, or with --yes after reading the above\n' +
        'not approved; its own HTML is not shown\n',
    })
    expect(await box.run('trust', '--deck', 'page', '--yes')).toEqual({
      status: 0,
      stdout: `${shown}page is approved until one of its files changes\n`,
      stderr: '',
    })
    expect(await exported()).toEqual({ shown: true, stderr: '' })
    box.write({ 'slides/page/x.js': 'let a = 2\n' })
    expect(await exported()).toMatchObject({ shown: false })
    expect(await box.run('trust', '--deck', 'nobody')).toMatchObject({ status: 2 })
  })
})

describe('record', within, () => {
  let box: Sandbox
  beforeEach(() => {
    box = openSandbox()
  })
  afterEach(() => box.close())
  const take = () => contents(join(box.root, 'demos/two/take'))
  const beside = () => readdirSync(join(box.root, 'demos/two')).filter((name) => /^take/.test(name))
  const two = (second: string) =>
    `title: two\nsteps:\n  - id: first\n    run: date +%N\n  - id: second\n    run: ${second}\n    patience: 60s\n`

  it('leaves the take and everything else unchanged if a step fails', async () => {
    box.write({ 'demos/two/demo.yaml': two('test ! -e broken') })
    const recorded = await box.run('record', 'two')
    expect(recorded).toMatchObject({ status: 0, stderr: '' })
    const before = take()
    expect(Object.keys(before)).toEqual(['main.cast', 'take.json'])
    box.write({ 'demos/two/broken': '' })
    const { status, stderr, stdout } = await box.run('record', 'two')
    const said = /^(.*)\nwhat was recorded is in (.*)\nthe take is as it was\n$/.exec(stderr)
    expect([status, said?.[1]]).toEqual([1, 'two: step second, pane main: exit status 1'])
    expect(stdout).toContain('      │ $ test ! -e broken\n')
    const tried = said?.[2]?.replace('<base>/tmp', box.tmp) ?? ''
    expect(contents(tried)['main.cast']).toContain('step:second')
    rmSync(tried, { recursive: true })
    expect(take()).toEqual(before)
    expect(beside()).toEqual(['take'])
  })

  it('of one step leaves the others unchanged', async () => {
    box.write({ 'demos/two/demo.yaml': two('cat word'), 'demos/two/word': 'before\n' })
    expect(await box.run('record', 'two', '--step', 'second')).toMatchObject({
      status: 1,
      stderr: 'two: there is no take yet: record the whole demo first\nthe take is as it was\n',
    })
    expect(beside()).toEqual([])
    expect((await box.run('record', 'two')).status).toBe(0)
    const old = take()
    box.write({ 'demos/two/word': 'after\n' })
    expect((await box.run('record', 'two', '--step', 'second')).status).toBe(0)
    const fresh = take()
    // A marker's own line belongs to the step that it opens, with the silence before it.
    const [first, second] = [old, fresh].map((one) =>
      one['main.cast']!.split(/^\[[\d.]+,"m","step:second"\]$/m),
    )
    expect(second?.[0]).toBe(first?.[0])
    expect(first?.[1]).toContain('before')
    expect(second?.[1]).toContain('after')
    expect(second?.[1]).not.toContain('before')
    type Facts = { steps: Record<string, unknown> }
    const [was, is] = [old, fresh].map((one) => JSON.parse(one['take.json']!) as Facts)
    expect(is?.steps['first']).toEqual(was?.steps['first'])
    expect(beside()).toEqual(['take'])
  })

  it('publishes no secret and no pressed key, in whatever form they come', async () => {
    const secret = 'canary-λ-7f3a'
    const letters = [...secret]
    // Up to three letters are shown when nothing follows soon
    // (server/terminal/session/redacting-stream.ts). On a busy machine these would be the first
    // ones of a slow script. From the fourth on, the speed does not matter.
    const pieces = [letters.slice(0, 4).join(''), ...letters.slice(4)]
    // The secret comes in pieces that the recorder gets as separate events, with colours and titles
    // inside, in a title, over a line end that the terminal makes, and plain.
    const leak = [
      `printf '%s\\n' ${secret}`,
      ...pieces.map((piece) => `printf '%s' '${piece}'; sleep 0.03`),
      'echo',
      ...pieces.map((piece, i) => `printf '\\033[3${i % 8}m%s\\033[0m' '${piece}'; sleep 0.02`),
      `printf '\\033]0;%s\\007\\n' ${secret}`,
      'read -rsp "password: " word; echo; echo over',
    ]
    box.write({
      'demos/two/demo.yaml': `title: two\nredact: ['${secret}', typed-in-secret]\nsteps:\n  - id: first\n    cues:\n      - type: bash leak\n      - key: enter\n      - wait: /password/\n      - type: typed-in-secret\n      - key: enter\n      - wait: prompt\n`,
      'demos/two/leak': leak.join('\n'),
    })
    const { status, stderr } = await box.run('record', 'two')
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    for (const [name, text] of Object.entries(take())) {
      const utf8 = Buffer.from(text, 'latin1').toString()
      expect(utf8, name).not.toContain(secret)
      expect(utf8, name).not.toContain('typed-in-secret')
      if (!name.endsWith('.cast')) continue
      const { value } = readCast(name, utf8)
      expect(value!.events.some((event) => event.type === 'input')).toBe(false)
      const printed = Buffer.concat(
        value!.events.flatMap((event) => (event.type === 'output' ? event.data : [])),
      ).toString()
      expect(printed).toContain('•'.repeat(letters.length))
      // The secret must not be in the text as it is seen, nor in the file.
      expect(printed.replace(/\x1b\[[\d;?]*[A-Za-z]|\x1b\][^\x07]*\x07/g, '')).not.toContain(secret)
    }
  })

  it('that is killed leaves the take complete; the next one ends what it left behind', async () => {
    box.write({
      'demos/two/demo.yaml': two("test -e quick || sh -c 'echo $$ > pid; exec sleep 600'"),
    })
    box.write({ 'demos/two/quick': '', 'demos/one/demo.yaml': ONE })
    expect((await box.run('record', 'two')).status).toBe(0)
    const before = take()
    box.write({ 'demos/two/demo.yaml': two("sh -c 'echo $$ > pid; exec sleep 600'") })
    const child = box.start('record', 'two')
    const pid = () => Number(contents(join(box.root, 'demos/two'))['pid'] ?? 0)
    await vi.waitUntil(() => pid() > 0, { timeout: 20_000 })
    expect(beside()).toHaveLength(2)
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect(take()).toEqual(before)
    expect((await box.run('record', 'one')).status).toBe(0)
    await vi.waitUntil(() => !exists(pid()), { timeout: 10_000 })
    box.write({ 'demos/two/demo.yaml': two('echo again') })
    expect((await box.run('record', 'two')).status).toBe(0)
    expect(beside()).toEqual(['take'])
    expect(take()['main.cast']).toContain('again')
  })
})

describe('with a deck of one demo', within, () => {
  let box: Sandbox
  beforeEach(() => {
    box = openSandbox()
    box.write({ 'demos/one/demo.yaml': ONE, 'slides/talk/deck.md': DECK })
  })
  afterEach(() => box.close())

  it('a name may be the folder or the file that the Tab key completes it to', async () => {
    const fine = { status: 0, stderr: '' }
    expect(await box.run('record', 'demos/one/')).toMatchObject(fine)
    expect(await box.run('trust', './demos/one/demo.yaml', '--yes')).toMatchObject(fine)
    const { stdout, ...ended } = await box.run('rehearse', 'slides/talk', 'demos/one', '--json')
    expect(ended).toEqual(fine)
    // There is the deck's demo, once, and the deck's sheet.
    expect(stdout.match(/"demo":"one"/g)).toHaveLength(1)
    expect(stdout).toContain('{"sheet":{"name":"talk"')
    expect(await box.run('doctor', 'slides/talk/deck.md')).toMatchObject(fine)
    expect(await box.run('export', 'slides/talk/', '--out', 'out')).toMatchObject(fine)
  })

  it('an export writes no file into a folder with other files', async () => {
    box.write({ 'mine/letter.txt': 'dear' })
    expect(await box.run('export', 'talk', '--out', 'mine')).toEqual({
      status: 2,
      stdout: '',
      stderr:
        '<root>/mine holds files that no export wrote, such as letter.txt; choose another folder\n',
    })
    expect(contents(join(box.root, 'mine'))).toEqual({ 'letter.txt': 'dear' })
  })

  it.each(['letter', 'letter/below'])(
    'an export rejects %s as the place of a folder',
    async (out) => {
      box.write({ letter: 'dear' })
      expect(await box.run('export', 'talk', '--out', out)).toEqual({
        status: 2,
        stdout: '',
        stderr: `<root>/${out} is a file, or lies in one; choose another folder\n`,
      })
      expect(readFileSync(join(box.root, 'letter'), 'utf8')).toBe('dear')
    },
  )

  it('an export may overwrite an earlier one, and reports what will not play', async () => {
    for (let n = 0; n < 2; n++)
      expect(await box.run('export', 'talk', '--out', 'out')).toEqual({
        status: 0,
        stdout: '<root>/out/index.html\n',
        stderr: 'demo `one` has no take: nothing of it will play\n',
      })
  })
})
