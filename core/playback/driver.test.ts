import { describe, expect, it } from 'vitest'
import { driverContract } from '../../test/support/driver-contract.ts'
import type { Part } from '../demo/model.ts'
import type { Driver } from './driver.ts'
import type { Emit, Signal } from '../base/event.ts'
import { DEFAULT_SIZE, blank } from '../base/event.ts'
import { fakeClock } from '../../test/support/fake-clock.ts'
import { fakePort } from '../../test/support/fake-port.ts'
import { searchHere } from '../../test/support/fake-search.ts'
import { createLive } from '../performer/live-driver.ts'
import { createSwitch } from './switch-driver.ts'
import { seeded } from '../base/clock.ts'

const hello: Part = {
  cues: [
    { type: 'type', text: 'echo hello' },
    { type: 'key', key: 'enter' },
    { type: 'wait', for: 'prompt' },
  ],
  exit: [0],
}
/** The shell of these tests only knows `echo`, and strips its quotes. */
const shell = (line: string) =>
  line.startsWith('echo ')
    ? { prints: `${line.slice(5).replaceAll('"', '')}\r\n`, status: 0 }
    : { prints: 'what?\r\n', status: 127 }

function liveRig(wrap: (driver: Driver) => Driver = (driver) => driver) {
  const clock = fakeClock()
  const port = fakePort(DEFAULT_SIZE, shell)
  const find = (step: string) => (step === 'hello' ? { part: hello, patience: 5_000 } : undefined)
  const driver = wrap(createLive(port, find, { clock, random: seeded(1), search: searchHere }))
  return {
    driver,
    port,
    async run(until: () => boolean) {
      for (let turn = 0; turn < 2_000; turn++) {
        await Promise.resolve()
        if (until()) return
        clock.advance(10)
      }
      throw new Error('it never happened')
    },
  }
}
driverContract('live over a fake port', () => liveRig(), { types: true })
driverContract('a switch', () => liveRig((live) => createSwitch({ live }, 'live')), { types: true })

/** A driver that still emits after it was detached, as a careless one would. */
function careless(kind: Driver['kind']): Driver & { say(text: string): void } {
  const emits: Emit[] = []
  return {
    kind,
    attach(emit) {
      emits.push(emit)
      emit({ type: 'reset', snapshot: blank(DEFAULT_SIZE) })
      return () => {}
    },
    perform: () => ({ done: new Promise(() => {}), hurry() {}, cancel() {} }),
    write() {},
    say: (text) =>
      emits.forEach((emit) =>
        emit({ type: 'output', at: 0, data: new TextEncoder().encode(text) }),
      ),
  }
}

describe('the switch', () => {
  it('lets no signal of the old driver through once the other has taken over', () => {
    const live = careless('live')
    const replay = careless('replay')
    const both = createSwitch({ live, replay }, 'live')
    const seen: Signal[] = []
    both.attach((signal) => seen.push(signal))
    live.say('x')
    expect(both.use('replay', 'hello')).toBe('replay')
    live.say('late')
    replay.say('y')
    expect(seen.map((signal) => signal.type)).toEqual(['reset', 'output', 'reset', 'output'])
    expect(both.kind).toBe('replay')
  })

  it('remembers where it was told to stand while no view was attached, until a step is performed', () => {
    const asked: (string | undefined)[] = []
    const inner = careless('replay')
    const replay: Driver = {
      ...inner,
      attach(emit, from) {
        asked.push(from)
        return inner.attach(emit, from)
      },
    }
    const one = createSwitch({ replay }, 'replay')
    one.use('replay', 'limits')
    one.attach(() => {})()
    one.attach(() => {})()
    one.use('replay', 'hello')
    one.perform('hello')
    one.attach(() => {})
    expect(asked).toEqual(['limits', undefined, undefined])
  })

  it('gives credit back for output that it keeps from the screen', () => {
    const live = careless('live')
    const emits: Emit[] = []
    live.attach = (emit) => {
      emits.push(emit)
      return () => {}
    }
    const both = createSwitch({ live, replay: careless('replay') }, 'live')
    both.attach(() => {})
    both.use('replay')
    let credited = 0
    emits[0]!({ type: 'output', at: 0, data: new Uint8Array(1) }, () => credited++)
    expect(credited).toBe(1)
  })

  it('cancels the performance of the old driver', async () => {
    const rig = liveRig((live) => createSwitch({ live, replay: careless('replay') }, 'live'))
    const both = rig.driver as ReturnType<typeof createSwitch>
    const { done } = both.perform('hello')
    both.use('replay', 'hello')
    expect(await done).toMatchObject({ ok: false, why: 'cancelled' })
    const typed = rig.port.written.length
    await rig.run(() => true)
    expect(rig.port.written.length).toBe(typed)
  })

  it('keeps its driver when there is no other, and says so', () => {
    const both = createSwitch({ replay: careless('replay') }, 'live')
    expect(both.kind).toBe('replay')
    expect(both.use('live')).toBe('replay')
    expect(both.has('live')).toBe(false)
  })
})
