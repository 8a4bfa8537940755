import { expect } from 'vitest'
import { DEFAULT_SIZE } from '../../core/base/event.ts'
import type { Demo, Part, Step } from '../../core/demo/model.ts'
import type { Outcome } from '../../core/demo/outcome.ts'
import type { Performance } from '../../core/playback/driver.ts'
import type { Attempt } from '../../server/base/result.ts'
import { createDemoRuntime } from '../../server/demo/runtime.ts'
import { fakeClock } from './fake-clock.ts'
import { fakePort, type FakePort } from './fake-port.ts'
import { searchHere } from './fake-search.ts'

export const part = (text: string): Part => ({
  cues: [
    { type: 'type', text },
    { type: 'key', key: 'enter' },
    { type: 'wait', for: 'prompt' },
  ],
  exit: [0],
})
export const step = (id: string, parts: Record<string, Part>, more: Partial<Step> = {}): Step => ({
  id,
  parts: new Map(Object.entries(parts)),
  onFail: 'replay',
  optional: false,
  requires: [],
  ...more,
})
export const demo = (more: Partial<Demo> = {}): Demo => ({
  name: 'd',
  title: 'd',
  size: DEFAULT_SIZE,
  live: true,
  requires: [],
  setup: 'setup.sh',
  teardown: 'teardown.sh',
  env: {},
  mask: [],
  redact: [],
  panes: ['a', 'b'].map((id) => ({ id, shell: 'bash', env: {} })),
  steps: [
    step('hello', { a: part('echo a'), b: part('echo b') }),
    step('hang', { a: part('hang') }, { patience: 1_000 }),
  ],
  ...more,
})

/** A fake machine: the log has what was run out of sight and the terminals that were opened. */
export function machine(
  script: Demo,
  answers: {
    fails?: string
    binaries?: string[]
    up?: () => boolean
    interrupts?: boolean
    changed?: () => string | null
    reads?: boolean
    setup?: Promise<void>
    mend?: Promise<void>
  } = {},
) {
  const clock = fakeClock()
  const log: string[] = []
  let serial = 0
  /** The newest terminal of each pane. */
  const ports = new Map<string, FakePort>()
  const runtime = createDemoRuntime(
    script,
    {
      clock,
      random: () => 0.5,
      search: searchHere,
      may: () => answers.changed?.() ?? null,
      has: (binary) => (answers.binaries ?? []).includes(binary),
      async meets(need) {
        const name = need.type === 'command' ? need.run : need.type
        log.push(name)
        return answers.fails === name ? { ok: false, why: `${name} is not so` } : done
      },
      async hidden(what, limit) {
        const name = 'file' in what ? what.file : what.command
        log.push(name)
        if (name === 'mend') {
          log.push(`at most ${limit} ms`)
          await answers.mend
        }
        if (name === 'setup.sh' && answers.setup) {
          await answers.setup
          log.push('setup.sh is done')
        }
        return answers.fails === name ? { ok: false, why: `${name} failed` } : done
      },
      async open(pane) {
        const id = `${pane.id}${++serial}`
        log.push(`open ${id}`)
        let ended = false
        const port = fakePort(DEFAULT_SIZE, (line) => {
          log.push(`${id}: ${line}`)
          return line === 'hang' ? null : { prints: 'x\r\n', status: 0 }
        })
        ports.set(pane.id, port)
        const close = async () => {
          if (!ended) log.push(`close ${id}`)
          ended = true
        }
        const ready = () => (answers.up?.() ?? true) && port.ready()
        const write = (data: string) => {
          if (data !== '\x03' || answers.interrupts !== true) return port.write(data)
          log.push(`${id}: ^C`)
          port.interrupt()
        }
        const shellReads = () => answers.reads ?? false
        return { ok: true, value: { ...port, write, ready, close, ended: () => ended, shellReads } }
      },
    },
    () => undefined,
  )
  const done: Attempt<void> = { ok: true, value: undefined }
  return {
    runtime,
    log,
    port: (pane: string) => ports.get(pane)!,
    passes: (ms: number) => clock.advance(ms),
    async perform(id: string, panes: string[]) {
      const outcomes: Record<string, Outcome> = {}
      const performances = runtime.perform(id, panes, () => {})
      for (const [pane, { done }] of performances) void done.then((one) => (outcomes[pane] = one))
      await this.settle(() => Object.keys(outcomes).length === panes.length)
      return outcomes
    },
    async end({ done }: Performance) {
      let outcome: Outcome | undefined
      void done.then((one) => (outcome = one))
      await this.settle(() => outcome !== undefined)
      return outcome
    },
    async settle(until: () => boolean) {
      for (let turn = 0; turn < 3_000 && !until(); turn++) {
        await Promise.resolve()
        clock.advance(10)
      }
      expect(until()).toBe(true)
    },
  }
}
