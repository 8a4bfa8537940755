import { closeSync, openSync, read } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createDrain } from './drain.ts'
import { createSentinel } from './sentinel.ts'

const SECRET = '7'.repeat(36)

/** A terminal that takes everything, and gives nothing. */
let slave: number
beforeEach(() => {
  slave = openSync('/dev/null', 'r+')
})
afterEach(() => closeSync(slave))

/** Drains into a list, which ends with `done`. */
function drainInto() {
  const got: string[] = []
  let finish: () => void = () => {}
  const finished = new Promise<void>((resolve) => (finish = resolve))
  const drain = createDrain(
    slave,
    (bytes) => got.push(Buffer.from(bytes).toString()),
    () => {
      got.push('done')
      finish()
    },
    SECRET,
  )
  return { got, drain, finished }
}

describe('reading a terminal to its end', () => {
  it('ends with the sentinel, and passes on what came before it', async () => {
    const { got, drain, finished } = drainInto()
    drain.push(Buffer.from('last words'))
    drain.push(createSentinel(SECRET).bytes)
    await finished
    expect(got.join('')).toBe('last wordsdone')
  })

  it('ends by itself if nothing comes', async () => {
    const { got, finished } = drainInto()
    await finished
    expect(got).toEqual(['done'])
  })

  it('loses nothing that arrived while this process had no time to read', async () => {
    // From here the event loop comes to its timers before it reads again.
    await new Promise(setImmediate)
    const { got, drain, finished } = drainInto()
    read(slave, new Uint8Array(1), 0, 1, null, () => {
      drain.push(Buffer.from('last words'))
      drain.push(createSentinel(SECRET).bytes)
    })
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 700)
    await finished
    expect(got.join('')).toBe('last wordsdone')
  })
})
