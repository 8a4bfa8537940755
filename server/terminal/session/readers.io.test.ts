import { describe, expect, test } from 'vitest'
import { CREDIT } from '../../../core/protocol/flow-control.ts'
import {
  followAll,
  runLine,
  sessionOpener,
  untilPrompt,
} from '../../../test/support/terminal/open-session.ts'

const { open } = sessionOpener()

describe('a reader', () => {
  test('sees every byte once: in the reset or after it', async () => {
    const port = open()
    await untilPrompt(port)
    const whole = followAll(port, 0)
    expect(whole.resets).toEqual([])
    await runLine(port, 'for i in {1..2000}; do echo "line $i"; done')
    const late = followAll(port)
    expect(late.resets).toHaveLength(1)
    await runLine(port, 'seq 1 20000')
    whole.cursor.wake()
    late.cursor.wake()
    for (const { seen } of [whole, late])
      for (const [i, { offset, bytes }] of seen.entries())
        expect(seen[i + 1]?.offset ?? port.log.end()).toBe(offset + bytes.length)
    expect(late.resets[0]!.offset).toBe(late.seen[0]!.offset)
    expect(whole.text().endsWith(late.text())).toBe(true)
    expect(whole.text()).toContain('line 2000\r\n')
  })

  test('continues where it was, after an absence that the log covers', async () => {
    const port = open()
    await untilPrompt(port)
    const first = followAll(port, 0)
    await runLine(port, 'echo one')
    first.cursor.wake()
    first.cursor.stop()
    const left = port.log.end()
    await runLine(port, 'echo two')
    const again = followAll(port, left)
    expect(again.resets).toEqual([])
    expect(again.seen[0]!.offset).toBe(left)
    expect(again.text()).toContain('two')
    expect(first.text()).not.toContain('two')
  })

  test.each([-1, 0.5, 1e9])('with an impossible offset (%d) begins with a reset', async (from) => {
    const port = open()
    await untilPrompt(port)
    expect(followAll(port, from).resets).toHaveLength(1)
  })

  test.each([
    ['the log', 'ring'],
    ['what is worth sending', 'bound'],
  ])('that is behind %s gets a snapshot, and then only what follows', async (_, kind) => {
    const port = open(kind === 'ring' ? { ring: 128 * 1024 } : {})
    await untilPrompt(port)
    let clear = false
    const resets: number[] = []
    let bytes = 0
    const cursor = port.follow({
      steers: false,
      window: 0,
      from: 0,
      canWrite: () => clear,
      reset: (offset) => resets.push(offset),
      deliver: (_, piece) => (bytes += piece.length),
    })
    await runLine(port, 'head -c 1000000 /dev/zero | tr "\\0" x')
    expect(bytes).toBe(0)
    clear = true
    cursor.wake()
    expect(resets).toEqual([port.log.end()])
    expect(bytes).toBe(0)
  })

  test('that steers pauses the terminal while it does not draw, and nothing is lost', async () => {
    const port = open()
    await untilPrompt(port)
    let owed = 0
    let most = 0
    let total = 0
    let paused: (() => void) | undefined
    const begun = port.log.end()
    const cursor = port.follow({
      steers: true,
      window: 4,
      from: begun,
      reset() {},
      deliver(_, piece) {
        owed += piece.length
        total += piece.length
        most = Math.max(most, owed)
        if (owed >= 256 * 1024) paused?.()
      },
    })
    const full = new Promise<void>((resolve) => (paused = resolve))
    port.write('head -c 2000000 /dev/zero | tr "\\0" x\r')
    await full
    // The terminal is paused, so nothing more comes. On a quiet machine the rest of the output would
    // need only a fraction of this time.
    const stood = port.log.end()
    await new Promise((resolve) => setTimeout(resolve, 500))
    expect(port.log.end()).toBe(stood)
    const draw = setInterval(() => {
      cursor.parsed(owed)
      owed = 0
    }, 1)
    await untilPrompt(port)
    clearInterval(draw)
    cursor.wake()
    expect(total).toBe(port.log.end() - begun)
    expect(total).toBeGreaterThan(2_000_000)
    expect(most).toBeLessThan(256 * 1024 + 2 * 65_536)
  })

  test('that only watches and does not draw is sent 256 KB, then nothing, then a snapshot', async () => {
    const port = open()
    await untilPrompt(port)
    const resets: number[] = []
    let owed = 0
    const cursor = port.follow({
      steers: false,
      window: 0,
      from: port.log.end(),
      reset: (offset) => resets.push(offset),
      deliver: (_, piece) => (owed += piece.length),
    })
    const begun = port.log.end()
    await runLine(port, 'head -c 2000000 /dev/zero | tr "\\0" x')
    // The terminal did not wait for this reader.
    expect(port.log.end() - begun).toBeGreaterThan(2_000_000)
    const sent = owed
    expect(sent).toBeGreaterThanOrEqual(256 * 1024)
    expect(sent).toBeLessThan(256 * 1024 + 2 * 65_536)
    expect(resets).toEqual([])
    cursor.parsed(sent)
    expect(resets).toEqual([port.log.end()])
    expect(owed).toBe(sent)
  })

  test('that steers and leaves lets the terminal continue', async () => {
    const port = open()
    await untilPrompt(port)
    let begun = 0
    let full: () => void
    const filled = new Promise<void>((resolve) => (full = resolve))
    const cursor = port.follow({
      steers: true,
      window: 0,
      reset: (offset) => (begun = offset),
      // From here on the terminal is paused.
      deliver: (offset, piece) => offset + piece.length - begun >= CREDIT.high && full(),
    })
    port.write('head -c 1000000 /dev/zero | tr "\\0" x\r')
    await filled
    cursor.stop()
    await untilPrompt(port)
    expect(port.log.end()).toBeGreaterThan(1_000_000)
  })

  test('that throws is dropped and reported, and the show continues', async () => {
    const complaints: string[] = []
    const port = open({ complain: (what) => complaints.push(what) })
    await untilPrompt(port)
    const bad = () => {
      throw new Error('disk full')
    }
    port.addSink({ event: bad })
    port.follow({ steers: true, window: 0, reset() {}, deliver: bad })
    expect((await runLine(port, 'echo on')).text).toContain('on')
    expect((await runLine(port, 'echo on')).text).toContain('on')
    expect(complaints.sort()).toEqual([
      'demo/pane: a reader failed and is dropped: disk full',
      'demo/pane: an output failed and is dropped: disk full',
    ])
  })
})
