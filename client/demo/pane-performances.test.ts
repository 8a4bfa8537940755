import { expect, it } from 'vitest'
import { already, type Kind, type Performance } from '../../core/playback/driver.ts'
import type { Outcome } from '../../core/demo/outcome.ts'
import type { Switch } from '../../core/playback/switch-driver.ts'
import type { RunnerInput } from '../../core/runner/runner.ts'
import type { Live } from './live-driver.ts'
import { createPanePerformances } from './pane-performances.ts'

const OK: Outcome = { ok: true, duration: 0, lines: 0 }
const settle = () => new Promise((resolve) => setTimeout(resolve))

/** One pane, what was asked of it, and what the runner heard. */
function open(now: { kind: Kind; replayed: boolean; coming?: Promise<void>; live?: boolean }) {
  const did: string[] = []
  const heard: RunnerInput[] = []
  const pane: Pick<Switch, 'kind' | 'perform'> = {
    get kind() {
      return now.kind
    },
    perform(step, tell) {
      did.push(`${now.kind} ${step}`)
      tell?.('running')
      return already(OK)
    },
  }
  const live: Pick<Live, 'resume'> = {
    resume(intent) {
      did.push(`resume ${intent}`)
      return already(OK)
    },
  }
  const performances = createPanePerformances({
    pane: () => pane as Switch,
    recording: { load: () => now.coming ?? null, ahead: () => null },
    live: now.live === false ? undefined : live,
    isReplayed: () => now.replayed,
    send: (input) => heard.push(input),
  })
  return { now, did, heard, performances }
}
const finished = (outcome: unknown) => ({ type: 'finished', pane: 'main', run: 3, outcome })

it('tells the runner of a performance under its number', async () => {
  const { performances, did, heard } = open({ kind: 'live', replayed: false })
  performances.perform('main', 'one', 3)
  await settle()
  expect(did).toEqual(['live one'])
  expect(heard).toEqual([{ type: 'phase', pane: 'main', run: 3, phase: 'running' }, finished(OK)])
})

it('tells nothing of a performance that is only shown, until it is followed', async () => {
  const { performances, heard } = open({ kind: 'replay', replayed: true })
  performances.perform('main', 'one', null)
  await settle()
  expect(heard).toEqual([])
  performances.follow('main', 3, performances.get('main')!)
  await settle()
  expect(heard).toEqual([finished(OK)])
})

it('waits for the recording, and looks only then at what the pane shows', async () => {
  let come = () => {}
  const coming = new Promise<void>((resolve) => (come = resolve))
  const { performances, did, now } = open({ kind: 'live', replayed: true, coming })
  performances.perform('main', 'one', 3)
  await settle()
  expect(did).toEqual([])
  now.kind = 'replay'
  come()
  await settle()
  expect(did).toEqual(['replay one'])
})

it('never runs live what is to be replayed', async () => {
  const { performances, did, heard } = open({ kind: 'live', replayed: true })
  performances.perform('main', 'one', 3)
  await settle()
  expect(did).toEqual([])
  expect(heard).toEqual([finished(expect.objectContaining({ detail: 'there is no recording' }))])
})

it.each([
  { intent: 'intent-1', live: true, does: ['resume intent-1'], ends: { ok: true } },
  { intent: undefined, live: true, does: [], ends: { detail: 'nobody knows what ran' } },
  { intent: 'intent-1', live: false, does: [], ends: { detail: 'nobody knows what ran' } },
])('joins $intent on the server (live: $live)', async ({ intent, live, does, ends }) => {
  const { performances, did, heard } = open({ kind: 'live', replayed: false, live })
  performances.resume('main', 3, intent)
  await settle()
  expect(did).toEqual(does)
  expect(heard).toEqual([finished(expect.objectContaining(ends))])
})

it('forgets what was cancelled', () => {
  const { performances } = open({ kind: 'live', replayed: false })
  let cancelled = 0
  const endless: Performance = {
    ...already(OK),
    done: new Promise(() => {}),
    cancel: () => void cancelled++,
  }
  performances.follow('main', 3, endless)
  performances.cancel('main')
  performances.cancel('main')
  expect(cancelled).toBe(1)
  expect(performances.get('main')).toBeUndefined()
})
