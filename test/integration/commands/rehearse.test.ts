import { once } from 'node:events'
import { chmodSync, cpSync, existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { enter, named, openSandbox } from './command.ts'
import type { Sandbox } from './command.ts'

/**
 * The real command, on a demo whose output can be made to drift: its steps print files outside of
 * its folder, so neither its script nor its approval changes.
 */
const DEMO = `title: one
mask:
  - /took .*/
teardown: ./teardown.sh
steps:
  - id: facts
    run: cat ../../facts
  - id: result
    run: sh ../../result
    expect: runtime
    patience: 5s
  - id: end
    run: echo over
`
const WORLD = {
  facts: 'id 1a2b3c4d5e6f\nengine version 28.2.2\nat 12:13:14, took long\n',
  result: 'echo "the runtime is runc"\necho it has three flags\n',
  left: '',
}
const within = { timeout: 120_000 }

function furnish(box: Sandbox): void {
  box.write({
    'demos/one/demo.yaml': DEMO,
    'demos/one/teardown.sh': 'echo down >> ../../downs\n',
    ...WORLD,
  })
  chmodSync(join(box.root, 'demos/one/teardown.sh'), 0o755)
}

describe('rehearse', within, () => {
  let box: Sandbox
  beforeEach(() => {
    box = openSandbox()
    furnish(box)
  })
  afterEach(() => box.close())

  const file = (...path: string[]) => join(box.root, ...path)
  const read = (...path: string[]) => readFileSync(file(...path), 'utf8')
  const take = () => ({
    cast: read('demos/one/take/main.cast'),
    facts: JSON.parse(read('demos/one/take/take.json')) as {
      script: string
      steps: Record<string, unknown>
    },
  })
  interface Step {
    step: string
    verdict: string
    panes: { says: string; changes?: unknown; diff?: string[]; cause?: string; why?: string }[]
  }
  interface Line {
    demo: string
    ok: boolean
    stale: boolean
    kept?: string
    updated?: string[]
    notUpdated?: string
    steps: Step[]
  }
  async function rehearse(...args: string[]) {
    const { status, stdout, stderr } = await box.run('rehearse', 'one', '--json', ...args)
    const [line = '{}'] = stdout.split('\n')
    const report = JSON.parse(line) as Line
    return { status, stderr, report, verdicts: report.steps.map((step) => step.verdict) }
  }

  describe('of a recorded demo', () => {
    /** The demo is recorded once for all tests, because that takes time. */
    let recorded: Sandbox
    const PARTS = ['root/demos/one/take', 'root/downs'] as const
    beforeAll(async () => {
      recorded = openSandbox()
      furnish(recorded)
      expect(await recorded.run('record', 'one')).toMatchObject({ status: 0, stderr: '' })
    })
    afterAll(() => recorded.close())
    beforeEach(async () => {
      for (const part of PARTS)
        cpSync(join(recorded.root, '..', part), join(box.root, '..', part), { recursive: true })
      // An approval belongs to one folder, and this is another.
      expect((await box.run('trust', 'one', '--yes')).status).toBe(0)
    })

    it('reports no drift if nothing differs, and prints little', async () => {
      const before = take()
      const { status, stdout, stderr } = await box.run('rehearse', 'one')
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
      expect(stdout).toContain('one\n  ✓ facts main · as recorded · ')
      expect(stdout).toContain('  3 steps: 3 as recorded\n\none')
      expect(stdout).toMatch(/^total +\d+\.\d s +\d+\.\d s$/m)
      expect(stdout).not.toContain('\x1b')
      expect(take()).toEqual(before)
      expect(read('downs')).toBe('down\ndown\n')
    })

    it('takes another id, version or time, and text that the script masks, as benign', async () => {
      box.write({ facts: 'id 6f5e4d3c2b1a\nengine version 29.0.1-rc1\nat 23:59:00, took none\n' })
      const before = take()
      const { status, verdicts, report } = await rehearse()
      expect({ status, verdicts }).toEqual({ status: 0, verdicts: ['benign', 'same', 'same'] })
      expect(report.steps[0]?.panes[0]).toMatchObject({
        says: 'as recorded but for one id, one time, a mask of the script, version 28.2.2 → 29.0.1-rc1',
        changes: expect.arrayContaining([
          { kind: 'id', take: '1a2b3c4d5e6f', today: '6f5e4d3c2b1a' },
        ]),
        diff: [],
      })
      expect(take()).toEqual(before)
      expect(report.kept).toBeUndefined()
    })

    it('reports another result line by line, and keeps today’s recording', async () => {
      box.write({ result: 'echo "the runtime is crun"\necho it has three flags\n' })
      const before = take()
      const { status, stdout } = await box.run('rehearse', 'one')
      expect(status).toBe(1)
      expect(stdout).toContain(
        [
          '      - the take, + today',
          '        $ sh ../../result',
          '      - the runtime is runc',
          '      + the runtime is crun',
          '        it has three flags',
          '        $',
        ].join('\n'),
      )
      const [, kept = ''] = /today’s recording: <base>(.*)/.exec(stdout) ?? []
      expect(readFileSync(join(box.root, '..', kept, 'main.cast'), 'utf8')).toContain('crun')
      expect(take()).toEqual(before)
    })

    it.each([
      ['a line that is missing', 'echo "the runtime is runc"\n', 'drift', 'another result'],
      ['another exit status', 'echo the runtime is runc; exit 3\n', 'failed', 'exit 3'],
      ['output without the expected text', 'echo nothing\n', 'failed', 'unexpected output'],
      ['a step that does not end', 'sleep 60\n', 'failed', 'took longer than 5 s'],
    ])('%s', async (_, result, verdict, says) => {
      box.write({ result })
      const before = take()
      const { status, report } = await rehearse()
      expect(status).toBe(1)
      expect(report.steps[1]).toMatchObject({ verdict, panes: [{ says }] })
      // Missing output is reported, whatever the reason.
      if (says !== 'exit 3')
        expect(report.steps[1]?.panes[0]?.diff).toContain('- it has three flags')
      // As on stage, a pane that fell back stays in replay until something brings it back.
      expect(report.steps[2]?.verdict).toBe(verdict === 'drift' ? 'same' : 'not-run')
      expect(take()).toEqual(before)
    })

    it('--update exchanges only what has another result', async () => {
      box.write({
        facts: 'id 6f5e4d3c2b1a\nengine version 28.2.2\nat 12:13:14, took long\n',
        result: 'echo "the runtime is crun"\necho it has three flags\n',
      })
      const before = take()
      const { status, report } = await rehearse('--update')
      expect({ status, updated: report.updated }).toEqual({ status: 0, updated: ['result'] })
      const after = take()
      expect(after.cast).toContain('crun')
      expect(after.cast).not.toContain('runc')
      expect(after.cast).toContain('1a2b3c4d5e6f')
      expect(after.facts.steps['facts']).toEqual(before.facts.steps['facts'])
      expect(after.facts.steps['result']).not.toEqual(before.facts.steps['result'])
      expect(readdirSync(file('demos/one'))).toEqual(['demo.yaml', 'take', 'teardown.sh'])
      expect((await rehearse()).verdicts).toEqual(['benign', 'same', 'same'])
      const again = await rehearse('--update')
      expect({ status: again.status, updated: again.report.updated }).toEqual({
        status: 0,
        updated: [],
      })
      expect(take()).toEqual(after)
    })

    it('--update leaves the take unchanged if a step failed', async () => {
      box.write({ facts: 'other words\n', result: 'exit 1\n' })
      const before = take()
      const { status, report } = await rehearse('--update')
      expect(status).toBe(1)
      expect(report.notUpdated).toBe('the step result did not hold')
      expect(take()).toEqual(before)
    })

    it('reports a changed script; --update notes it, and records nothing', async () => {
      box.write({ 'demos/one/demo.yaml': `${DEMO}# a word more\n` })
      await box.run('trust', 'one', '--yes')
      const before = take()
      const { status, report } = await rehearse()
      expect({ status, stale: report.stale }).toEqual({ status: 0, stale: true })
      expect(take()).toEqual(before)
      expect((await rehearse('--update')).report.updated).toEqual([])
      const { cast, facts } = take()
      expect(cast).toBe(before.cast)
      expect(facts.script).not.toBe(before.facts.script)
      expect({ ...facts, script: '' }).toEqual({ ...before.facts, script: '' })
      expect((await rehearse()).report.stale).toBe(false)
    })

    it('with --update records everything if a step is new', async () => {
      box.write({ 'demos/one/demo.yaml': `${DEMO}  - id: more\n    run: echo more\n` })
      await box.run('trust', 'one', '--yes')
      const { status, verdicts } = await rehearse()
      expect({ status, verdicts }).toEqual({
        status: 1,
        verdicts: ['same', 'same', 'same', 'unrecorded'],
      })
      expect((await rehearse('--update')).report.updated).toEqual([
        'facts',
        'result',
        'end',
        'more',
      ])
      expect(await rehearse()).toMatchObject({ status: 0 })
    })

    it('ends at Ctrl-C: the recording is kept, the teardown has run, and the take is unchanged', async () => {
      box.write({ result: 'echo the runtime is runc; echo up > ../../up; sleep 60\n' })
      const before = take()
      const child = box.start('rehearse', 'one', '--update')
      let said = ''
      child.stderr?.setEncoding('utf8').on('data', (text: string) => (said += text))
      const ended = once(child, 'close') as Promise<[number | null]>
      await expect.poll(() => existsSync(file('up')), { timeout: 60_000 }).toBe(true)
      child.kill('SIGINT')
      expect(await ended).toEqual([1, null])
      const [, kept = ''] =
        /one: stopped; the take is as it was, what was recorded is in (.*)\n/.exec(said) ?? []
      expect(readFileSync(join(kept, 'main.cast'), 'utf8')).toContain('1a2b3c4d5e6f')
      expect(take()).toEqual(before)
      expect(readdirSync(file('demos/one'))).toEqual(['demo.yaml', 'take', 'teardown.sh'])
      expect(read('downs')).toBe('down\ndown\n')
    })

    it('reports where the recording of a killed rehearsal is, and removes it later', async () => {
      box.write({ result: 'echo the runtime is runc; echo up > ../../up; sleep 60\n' })
      const before = take()
      const child = box.start('rehearse', 'one', '--update')
      const ended = once(child, 'close')
      await expect.poll(() => existsSync(file('up')), { timeout: 60_000 }).toBe(true)
      child.kill('SIGKILL')
      await ended
      expect(take()).toEqual(before)
      box.write(WORLD)
      const { status, stderr } = await rehearse()
      const [, place = ''] =
        /one: an earlier rehearsal was cut off; what it recorded is in <base>(.*)/.exec(stderr) ??
        []
      expect(place).toContain('.local/state/cuecast/rehearsals/one-')
      expect(status).toBe(0)
      expect((await rehearse()).stderr).toBe('')
    })
  })

  it('lets an optional step fail, and the steps after it are live all the same', async () => {
    const optional = DEMO.replace('    patience: 5s\n', '    patience: 5s\n    optional: true\n')
    box.write({ 'demos/one/demo.yaml': optional })
    await box.run('record', 'one')
    box.write({ result: 'exit 1\n' })
    const { status, verdicts } = await rehearse()
    expect({ status, verdicts }).toEqual({ status: 0, verdicts: ['same', 'failed', 'same'] })
  })

  it('lets a step with rejoin bring the next one back, as on stage', async () => {
    box.write({
      'demos/one/demo.yaml': DEMO.replace('5s\n', "5s\n    rejoin: 'true'\n"),
    })
    await box.run('record', 'one')
    box.write({ result: 'exit 1\n' })
    const { status, verdicts } = await rehearse()
    expect({ status, verdicts }).toEqual({ status: 1, verdicts: ['same', 'failed', 'same'] })
  })

  it('has nothing to compare without a take; --update records one', async () => {
    await box.run('trust', 'one', '--yes')
    const { status, verdicts } = await rehearse()
    expect({ status, verdicts }).toEqual({
      status: 1,
      verdicts: ['unrecorded', 'unrecorded', 'unrecorded'],
    })
    expect((await rehearse('--update')).report.updated).toEqual(['facts', 'result', 'end'])
    expect(await rehearse()).toMatchObject({ status: 0, verdicts: ['same', 'same', 'same'] })
  })

  it('runs nothing that nobody has approved, and tells how to approve it', async () => {
    const { status, report, verdicts } = await rehearse('--allow-missing')
    expect(status).toBe(1)
    expect(verdicts).toEqual(['not-run', 'not-run', 'not-run'])
    expect(report.steps[0]?.panes[0]).toMatchObject({
      cause: 'untrusted',
      says: 'not run: not approved on this machine; run: cuecast trust one',
    })
    expect(existsSync(file('downs'))).toBe(false)
  })

  it('reports a missing requirement, which is no failure if that is allowed', async () => {
    box.write({ 'demos/one/demo.yaml': `requires: [no-such-tool]\n${DEMO}` })
    await box.run('trust', 'one', '--yes')
    const { status, report } = await rehearse()
    expect(status).toBe(1)
    expect(report.steps[0]?.panes[0]).toMatchObject({
      cause: 'missing',
      says: 'replay only: no-such-tool is not installed',
    })
    expect(await rehearse('--allow-missing')).toMatchObject({ status: 0 })
  })

  it('reports a failing setup for each step', async () => {
    box.write({
      'demos/one/demo.yaml': `setup: ./setup.sh\n${DEMO}`,
      'demos/one/setup.sh': 'exit 9\n',
    })
    chmodSync(file('demos/one/setup.sh'), 0o755)
    await box.run('trust', 'one', '--yes')
    const { status, report } = await rehearse('--allow-missing')
    expect(status).toBe(1)
    expect(report.steps[2]?.panes[0]).toMatchObject({
      cause: 'setup',
      says: 'not run: ./setup.sh: exit 9',
    })
  })

  it("writes a timing sheet beside a deck's plan, and a JUnit case for each step", async () => {
    box.write({
      'slides/talk/deck.md': `---\nduration: 3m\n---\n# A talk\n\nNote: 0:00, hello.\n\n---\n\n## Show\n\n\`\`\`demo one\nsteps: result\n\`\`\`\n\nNote:\n1:30, the demo.\n`,
    })
    await box.run('record', 'one')
    const { status, stdout, stderr } = await box.run('rehearse', 'talk', '--junit', 'report.xml')
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    expect(stdout).toMatch(
      /^talk +planned +recorded +today\nA talk +1:30 *\nShow +1:30 +[\d.]+ s +[\d.]+ s\ntotal +3:00/m,
    )
    expect(read('report.xml')).toMatch(
      /<testsuite name="one" tests="3" failures="0" errors="0" skipped="0">\n {4}<testcase classname="one" name="facts" time="\d+\.\d{3}">/,
    )
  })

  it('keeps the time that each slide took when the talk was last given', async () => {
    box.write({ 'slides/talk/deck.md': '# First\n\n---\n\n## Second\n\n---\n\n## Last\n' })
    const stage = await box.present('talk', '--port', '0', '--mode', 'replay')
    const page = await enter(stage)
    const next = { kind: 'slide' } as const
    for (const h of [0, 1, 2])
      page.say({
        type: 'position',
        position: { deck: 'talk', h, v: 0, f: -1, demos: {}, place: `talk ${h}`, next },
      } as never)
    page.say({ type: 'tick' })
    await page.hear('tick')
    page.close()
    await stage.stop()
    expect(stage.stderr()).toBe('')
    const { stdout } = await box.run('rehearse', 'talk')
    expect(stdout).toMatch(
      /^talk +last time\nFirst +0:0\d\nSecond +0:0\d\nLast +0:\d\d\ntotal +0:\d\d\n$/m,
    )
  })

  it('takes all demos below this folder if there is no name', async () => {
    await box.run('record', 'one')
    const { status, stdout } = await box.run('rehearse', '--json')
    expect(status).toBe(0)
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object)
    expect(lines).toMatchObject([{ demo: 'one', ok: true }, { sheet: { name: 'one' } }])
  })

  it.each([
    [['nobody'], `there is no demo nobody; there are: ${named('demos', 'one')}\n`],
    [
      ['one', '--junit', 'no/such/x.xml'],
      '--junit takes a file to write; there is no folder <root>/no/such, or it is one\n',
    ],
    [['one', '--frob'], "unknown option '--frob'\nsee: cuecast rehearse --help\n"],
  ])('%j is a mistake', async (args, complaint) => {
    expect(await box.run('rehearse', ...args)).toEqual({ status: 2, stdout: '', stderr: complaint })
  })

  it('treats problems in files as mistakes of their author', async () => {
    box.write({ 'demos/one/demo.yaml': `${DEMO}  - id: result\n    run: x\n` })
    const { status, stderr } = await box.run('rehearse', 'one')
    expect(status).toBe(2)
    expect(stderr).toContain('a step above is called `result` already')
  })
})
