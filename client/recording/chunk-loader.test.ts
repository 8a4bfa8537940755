import { beforeAll, describe, expect, it } from 'vitest'
import type { ChunkJson, TakeJson } from '../../core/recording/bundle.ts'
import { fakeClock } from '../../test/support/fake-clock.ts'
import { createChunks } from './chunk-loader.ts'

const size = { cols: 80, rows: 24 }
const screen = { size, screen: '' }
const COUNT = 40
const long = {
  length: 1_000,
  silences: [],
  lines: 0,
  starts: Array.from({ length: COUNT }, (_, n) => n),
  number: 0,
}
const take: TakeJson = {
  tools: {},
  chunks: '/demos/long/x/',
  panes: {
    main: { size, closing: screen, segments: [{ step: 'one', opening: screen, events: [], long }] },
  },
}

function gzip(text: string): Promise<ArrayBuffer> {
  const packed = new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'))
  return new Response(packed).arrayBuffer()
}
let packed: readonly ArrayBuffer[]
beforeAll(async () => {
  const chunk = (n: number): ChunkJson => ({ first: n, keyframe: screen, events: [[n, 'o', 'ü']] })
  packed = await Promise.all(long.starts.map((_, n) => gzip(JSON.stringify(chunk(n)))))
})

function rig() {
  const clock = fakeClock()
  const fetched: number[] = []
  const chunks = createChunks(
    take,
    (address) => {
      const number = Number(address.split('/').at(-1))
      fetched.push(number)
      return Promise.resolve(packed[number]!)
    },
    clock,
  )
  /** Lets everything happen that does not wait for the clock. */
  const settle = async () => {
    for (let n = 0; n < 500; n++) await Promise.resolve()
  }
  return { clock, chunks, fetched, settle }
}

describe('the chunks of a demo', () => {
  it('are unpacked when asked for, and at hand from then on', async () => {
    const { chunks, fetched } = rig()
    const chunk = await chunks.get(3)
    expect(chunk).toMatchObject({ first: 3, events: [{ type: 'output', at: 3 }] })
    expect(await chunks.get(3)).toBe(chunk)
    expect(fetched).toEqual([3])
  })

  it('tell whoever asked when they are damaged, and are asked for again', async () => {
    const bytes = [new ArrayBuffer(9), await gzip('{"events":[')]
    const chunks = createChunks(take, () => Promise.resolve(bytes.shift()!), fakeClock())
    await expect(chunks.get(0)).rejects.toThrow()
    await expect(chunks.get(1)).rejects.toThrow()
  })

  it('are loaded ahead of need', async () => {
    const { chunks, fetched, settle } = rig()
    const coming = chunks.ahead('one')
    await settle()
    expect(fetched).toHaveLength(COUNT)
    await coming
    expect(chunks.ahead('one')).toBeNull()
  })

  it('do not wait behind those loaded ahead when somebody seeks, and those do not wait for ever', async () => {
    const { clock, chunks, fetched, settle } = rig()
    void chunks.get(30)
    const coming = chunks.ahead('one')
    await settle()
    expect(fetched).toEqual([30])
    // Seeking without an end: each worker takes one chunk in a while all the same.
    for (let n = 0; n < COUNT; n++) {
      void chunks.get((7 * n) % COUNT)
      clock.advance(250)
      await settle()
    }
    expect(new Set(fetched).size).toBe(COUNT)
    expect(fetched).toHaveLength(COUNT)
    await coming
  })

  it('are not held up by a recording that is played', async () => {
    const { clock, chunks, fetched, settle } = rig()
    void chunks.get(0)
    clock.advance(250)
    void chunks.get(1)
    void chunks.ahead('one')
    await settle()
    expect(fetched).toHaveLength(COUNT)
  })
})
