import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DemoBundle } from '../../../core/recording/bundle.ts'
import { enter, named, openSandbox } from './command.ts'
import type { Presenting, Sandbox } from './command.ts'

/**
 * Wrong files of every kind, through the real command. Each is answered by what is wrong, where,
 * and what to do; the right files beside it are shown; and the server continues.
 */
const DEMO = 'title: x\nsteps:\n  - id: one\n    run: echo one\n'
const HEAD = '{"version":3,"term":{"cols":80,"rows":24}}\n'
const LINE = (text: string) => `${JSON.stringify([0.1, 'o', text])}\n`
const binary = Uint8Array.from({ length: 5_000 }, (_, i) => (i * 7_919) % 256)
const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le')
const NO_HEADER = (name: string, hint = '') =>
  `${name}/take/main.cast:1: this is not an asciicast: its first line is no header${hint}`
const AN_EVENT = '\n  hint: an event is [seconds, "o", "text"]'
const NO_SIZE = (name: string) =>
  `${name}/take/main.cast:1: its terminal has no size that can be shown\n` +
  '  hint: 2 to 500 columns, 1 to 200 rows'

/** A cast, the problems that are reported, and the text that still plays; null if nothing does. */
const CASTS: Record<string, [cast: string | Uint8Array, problems: string[], plays: string | null]> =
  {
    whole: [HEAD + LINE('a'), [], 'a'],
    malformed: [
      `${HEAD}${LINE('a')}not json\n[0.1,"o"]\n[-1,"o","b"]\n${LINE('c')}`,
      [
        `malformed/take/main.cast:3: this line is not an event${AN_EVENT}`,
        `malformed/take/main.cast:4: the third part of an event is text${AN_EVENT}`,
        'malformed/take/main.cast:5: a time is never negative; this one counts as none',
      ],
      'abc',
    ],
    truncated: [
      `${HEAD}${LINE('a')}[0.1,"o","b`,
      [
        'truncated/take/main.cast:3: the last line is cut off and left out\n  hint: the recording ended early',
      ],
      'a',
    ],
    empty: ['', [NO_HEADER('empty', '\n  hint: the file is empty')], null],
    binary: [binary, [NO_HEADER('binary', '\n  hint: it is not text in UTF-8')], null],
    wide16: [
      utf16(HEAD),
      [
        NO_HEADER(
          'wide16',
          '\n  hint: it is text in UTF-16: iconv -f UTF-16 -t UTF-8 makes it UTF-8',
        ),
      ],
      null,
    ],
    version: [
      '{"version":4,"term":{"cols":80,"rows":24}}\n',
      [
        'version/take/main.cast:1: asciicast version 4 is not known\n  hint: versions 1, 2 and 3 are',
      ],
      null,
    ],
    absurd: [`${HEAD.replace('80', '100000')}${LINE('x')}`, [NO_SIZE('absurd')], null],
    half: [`{"version":2,"width":80.5,"height":24}\n${LINE('x')}`, [NO_SIZE('half')], null],
    text: [`{"version":2,"width":"80","height":24}\n${LINE('x')}`, [NO_SIZE('text')], null],
    resize: [
      `${HEAD}[0.1,"r","99999x99999"]\n${LINE('a')}`,
      ['resize/take/main.cast:2: a size is written 80x24, and within limits'],
      'a',
    ],
    // It would freeze xterm for minutes, ask questions, write the clipboard and flood the title:
    // nothing of that arrives.
    hostile: [
      HEAD +
        LINE(
          `a\x1b[2147483647S\x1b]52;c;aWQ=\x07\x1b[6n\x1bP$qm\x1b\\<img src=x>\x1b]0;${'x'.repeat(5_000)}\x07b`,
        ),
      [],
      'a\x1b[24S<img src=x>b',
    ],
  }
const keys =
  'hint: there are: title, size, live, requires, setup, teardown, made, env, mask, redact, panes, steps'
const nine = (name: string) => `[${Array(9).fill(name).join(',')}]`

/** A demo.yaml and the text that an author reads about it. */
const SCRIPTS: Record<string, [script: string | Uint8Array, problem: string]> = {
  unknown: [
    `frob: 1\n${DEMO}`,
    `unknown/demo.yaml:1:1: unknown key \`frob\`\n  1 | frob: 1\n    | ^^^^\n  ${keys}`,
  ],
  bomb: [
    `a: &a ${nine('x')}\nb: &b ${nine('*a')}\nc: &c ${nine('*b')}\nd: ${nine('*c')}\n`,
    `bomb/demo.yaml:3:8: more than 100 aliases\n  3 | c: &c ${nine('*b')}\n    |        ^^`,
  ],
  escapes: [
    `fr\x1b[2Job: 1\n${DEMO}`,
    `escapes/demo.yaml:1:1: unknown key \`fr␛[2Job\`\n  1 | fr␛[2Job: 1\n    | ^^^^^^^^\n  ${keys}`,
  ],
  nothing: [
    '',
    `nothing/demo.yaml:1:1: the file must be a mapping, not nothing\n  1 | \n    | ^\n  ${keys.replace('there are', 'its keys')}`,
  ],
  bytes: [binary, 'bytes/demo.yaml: the file is not text in UTF-8; save it as UTF-8'],
  windows: [utf16(DEMO), 'windows/demo.yaml: the file is not text in UTF-8; save it as UTF-8'],
  large: [DEMO + '#'.repeat(2 ** 20), 'large/demo.yaml: the file is larger than 1 MiB'],
}
const MB = 1_000_000

describe('bad input', { timeout: 90_000 }, () => {
  let box: Sandbox
  let stage: Presenting
  beforeAll(async () => {
    box = openSandbox()
    for (const [name, [cast]] of Object.entries(CASTS))
      box.write({ [`demos/${name}/demo.yaml`]: DEMO, [`demos/${name}/take/main.cast`]: cast })
    for (const [name, [script]] of Object.entries(SCRIPTS))
      box.write({ [`demos/${name}/demo.yaml`]: script })
    const line = LINE(`\x1b[31m${'y'.repeat(972)}\r\n`)
    box.write({
      'demos/huge/demo.yaml': DEMO,
      'demos/huge/take/main.cast': HEAD + line.repeat(Math.ceil((50 * MB) / line.length)),
      'demos/folder/demo.yaml': DEMO,
      'demos/facts/demo.yaml': DEMO,
      'demos/facts/take/take.json': '{"version":2}',
      'demos/cut/demo.yaml': DEMO,
      'demos/cut/take/take.json': '{',
      'demos/nowhere/demo.yaml': `panes: { main: { cwd: no-such } }\n${DEMO}`,
      'slides/talk/deck.md':
        '# Sound\n\n---\n\n```demo nobody\n```\n\n---\n\n```demo unknown\n```\n',
      'slides/bytes/deck.md': binary,
      'slides/void/notes.txt': 'no deck.md here',
      'slides/Bad Name/deck.md': '# x',
    })
    // A folder in the place of a file cannot be read, not even by root.
    mkdirSync(join(box.root, 'demos/folder/take/main.cast'), { recursive: true })
    stage = await box.present('--port', '0')
  })
  afterAll(() => box.close())

  const get = async (path: string) => {
    const response = await fetch(`http://127.0.0.1:${stage.port}${path}`)
    return { status: response.status, text: await response.text() }
  }
  const bundle = async (name: string) =>
    JSON.parse((await get(`/demos/${name}.json`)).text) as DemoBundle
  const said = ({ problems = [], damage = [] }: DemoBundle) => [...problems, ...damage]

  it.each(Object.keys(CASTS))('a cast: %s', async (name) => {
    const [, problems, plays] = CASTS[name]!
    const found = await bundle(name)
    expect(said(found)).toEqual(problems)
    const events = found.take?.panes['main']?.segments.flatMap((one) => one.events)
    const text = events?.map(([, code, data]) => (code === 'o' ? data : '')).join('') ?? null
    expect(text).toBe(plays)
  })

  it('reports a cast that cannot be read, and facts that are not JSON', async () => {
    expect(said(await bundle('folder'))).toEqual(['folder/take/main.cast: is not a file'])
    expect(said(await bundle('facts'))).toEqual([
      'facts/take/take.json: version: Invalid type: Expected 1 but received 2\n  hint: record it again',
    ])
    expect(said(await bundle('cut'))).toEqual([
      'cut/take/take.json: this is not JSON\n  hint: record it again',
    ])
  })

  it('a cast of 50 MB loads, and the server answers before and after', async () => {
    const loading = get('/demos/huge.json')
    expect((await get('/')).status).toBe(200)
    const { status, text } = await loading
    expect(status).toBe(200)
    // The page gets an index, and the chunks of long recordings when it wants them.
    expect(text.length).toBeLessThan(MB)
    const { chunks } = (JSON.parse(text) as DemoBundle).take ?? {}
    expect((await get(`${chunks}0`)).status).toBe(200)
    expect((await get(`${chunks}300`)).status).toBe(200)
    expect((await get(`${chunks}30000`)).status).toBe(404)
    expect((await get('/decks/talk/')).status).toBe(200)
  })

  it.each(Object.keys(SCRIPTS))('a script: %s', async (name) => {
    const [, problem] = SCRIPTS[name]!
    const found = await bundle(name)
    expect(said(found)).toEqual([`demos/${problem}`])
    expect(found).toMatchObject({ take: null, replayOnly: 'its script has problems' })
    expect(await box.run('record', name)).toEqual({
      status: 2,
      stdout: '',
      stderr: `<root>/demos/${problem}\n`,
    })
  })

  it('a deck that names a missing demo opens, with the problem beside its slides', async () => {
    const { status, text } = await get('/decks/talk/')
    expect(status).toBe(200)
    expect(text).toContain('Sound')
    const names = Object.keys({ ...CASTS, ...SCRIPTS })
    const all = [...names, 'huge', 'folder', 'facts', 'cut', 'nowhere'].sort()
    expect(text).toContain(
      'slides/talk/deck.md:5:9: there is no demo `nobody`\n' +
        '  5 | ```demo nobody\n    |         ^^^^^^\n' +
        `  hint: there are: ${named('demos', ...all)}`,
    )
    expect(await get('/demos/nobody.json')).toEqual({
      status: 404,
      text: 'There is nothing at this address.\n',
    })
  })

  it('reports decks that cannot be read', async () => {
    expect((await get('/decks/void/')).status).toBe(404)
    const { text } = await get('/')
    expect(text).toContain('slides/bytes/deck.md: the file is not text in UTF-8; save it as UTF-8')
    expect(text).toContain(
      'slides/Bad Name/deck.md: the folder `Bad Name` is passed over\n' +
        '  hint: its name must be of small letters, digits, - and _',
    )
  })

  it('a working directory that does not exist fails the step, and nothing is thrown', async () => {
    const why = 'the working directory <root>/demos/nowhere/no-such does not exist'
    expect(await box.run('record', 'nowhere')).toEqual({
      status: 1,
      stdout: 'nowhere\n',
      stderr: `nowhere: ${why}\nthe take is as it was\n`,
    })
    expect((await box.run('trust', 'nowhere', '--yes')).status).toBe(0)
    const other = await box.present('--port', '0')
    const page = await enter(other)
    page.say({ type: 'perform', intent: 'intent-1', demo: 'nowhere', step: 'one', panes: ['main'] })
    const { outcome } = await page.hear('outcome')
    expect(JSON.parse(box.shown(JSON.stringify(outcome)))).toEqual({
      ok: false,
      why: 'missing',
      detail: why,
    })
    page.close()
    await other.stop()
    expect(other.stderr()).toBe('')
  })

  it('changes nothing on the server, which reports each recording and no bug', async () => {
    expect((await get('/')).status).toBe(200)
    const damaged = Object.keys(CASTS).filter((name) => (CASTS[name]?.[1].length ?? 0) > 0)
    const told = stage.stderr().match(/^\S+(?=: its recording is damaged)/gm)
    expect(told?.sort()).toEqual([...damaged, 'cut', 'facts', 'folder'].sort())
    expect(stage.stderr()).not.toMatch(/invariant|Error|^ +at /m)
    await stage.stop()
    expect(stage.child.exitCode).toBe(0)
  })
})
