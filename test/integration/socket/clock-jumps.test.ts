import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as gap } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { enter, openSandbox } from '../commands/command.ts'
import type { Sandbox } from '../commands/command.ts'

/** Node options for a wall clock that is five hours fast or slow, and different at each reading. */
const JUMPING = [
  '--import',
  `data:text/javascript,${encodeURIComponent(`
    const { now } = Date
    let looks = 0
    const jumped = () => now() + (++looks % 2 ? 18_000_000 : -18_000_000)
    globalThis.Date = class extends Date {
      constructor(...given) { given.length > 0 ? super(...given) : super(jumped()) }
      static now() { return jumped() }
    }`)}`,
]
const HOUR = 3_600_000

describe('a wall clock that jumps for hours, back and forth', { timeout: 120_000 }, () => {
  let box: Sandbox
  beforeAll(() => {
    box = openSandbox()
    box.write({
      'demos/one/demo.yaml':
        'title: one\nsteps:\n  - id: first\n    run: echo first; sleep 0.3; echo fine\n    patience: 30s\n',
      'slides/talk/deck.md': '# A talk\n\n---\n\n```demo one\n```\n',
    })
  })
  afterAll(() => box.close())

  it('leaves no trace in a recording', async () => {
    expect(await box.runWith(JUMPING, 'record', 'one')).toMatchObject({ status: 0, stderr: '' })
    const take = (name: string) => readFileSync(join(box.root, 'demos/one/take', name), 'utf8')
    const [, ...lines] = take('main.cast').trim().split('\n')
    // Each time is in seconds since the event before (asciicast v3).
    const times = lines
      .filter((line) => line.startsWith('['))
      .map((line) => JSON.parse(line)[0] as number)
    expect(times.length).toBeGreaterThan(3)
    expect(Math.min(...times)).toBeGreaterThanOrEqual(0)
    expect(times.reduce((sum, time) => sum + time, 0)).toBeLessThan(100)
    const facts = JSON.parse(take('take.json')) as {
      recorded: string
      steps: { first: { main: { duration: number } } }
    }
    expect(facts.steps.first.main.duration).toBeGreaterThanOrEqual(300)
    expect(facts.steps.first.main.duration).toBeLessThan(100_000)
    // Only the day comes from the wall clock.
    expect(Math.abs(Date.parse(facts.recorded) - Date.now())).toBeLessThan(6 * HOUR)
    expect(await box.runWith(JUMPING, 'rehearse', 'one')).toMatchObject({ status: 0, stderr: '' })
  })

  it('ends no ticket, no control, no step and no timer of a show', async () => {
    const stage = await box.presentWith(JUMPING, 'talk', '--port', '0')
    const one = await enter(stage)
    expect(one.welcome.role).toBe('presenter')
    one.say({ type: 'timer', action: 'start' })
    one.say({
      type: 'perform',
      intent: 'intent-0001',
      demo: 'one',
      step: 'first',
      panes: ['main'],
    })
    const { outcome } = await one.hear('outcome')
    expect(outcome).toMatchObject({ ok: true, status: 0 })
    expect(outcome.duration).toBeGreaterThanOrEqual(300)
    expect(outcome.duration).toBeLessThan(30_000)
    // Two beats later all windows are still connected.
    await gap(2_500)
    one.say({ type: 'tick' })
    await one.hear('tick')
    const two = await enter(stage, one.welcome.token)
    expect(two.welcome.role).toBe('mirror')
    const timer = await two.hear('timer')
    expect(timer.running).toBe(true)
    expect(timer.elapsed).toBeGreaterThanOrEqual(2_500)
    expect(timer.elapsed).toBeLessThan(100_000)
    expect(stage.stderr()).toBe('')
    one.close()
    two.close()
    await stage.stop()
  })
})

it('only these files read the wall clock, to show or write a date', () => {
  const root = join(import.meta.dirname, '../../..')
  const asks = ['core', 'server', 'client', 'cli'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
      .map((name) => `${folder}/${name}`)
      .filter((file) => /Date\.now|new Date\(\)/.test(readFileSync(join(root, file), 'utf8'))),
  )
  expect(asks.sort()).toEqual([
    'cli/commands/record.ts', // the day of a take
    'cli/present/open-stage.ts', // the day of a run of the talk
    'cli/rehearse/demo.ts', // the day of a rehearsal
    'cli/shared/demo-runner.ts', // the seed of random numbers
    'cli/shared/workspace.ts', // the day of an approval
    'client/presenter/talk-clock.ts', // the time of day
    'server/health/machine.ts', // the day of the green room
    'server/trust/trust.ts', // comparison with the times of files
  ])
})
