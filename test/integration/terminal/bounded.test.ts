import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect } from 'vitest'
import { decodeFrame } from '../../../core/protocol/binary-frame.ts'
import { amount } from '../../support/amount.ts'
import { itNeeds } from '../../support/needs.ts'
import type { Census } from './census.ts'
import { enter, openSandbox, type Presenting, type Sandbox } from '../commands/command.ts'

const it = itNeeds('proc')
const root = resolve(import.meta.dirname, '../../..')
const MB = 1024 * 1024
/**
 * Milliseconds. Only a hanging test reaches this: thousands of terminals take minutes, and more on
 * a busy machine.
 */
const HANGS = 900_000
/** A leak of one descriptor shows at the first cycle, one of a stream's 70 KB at the fifteenth. */
const CYCLES = amount('CUECAST_CYCLES', 'terminals opened and closed', { all: 3_000, few: 1_000 })

const folder = mkdtempSync(join(tmpdir(), 'cuecast-bounded-'))
afterAll(() => {
  rmSync(folder, { recursive: true })
})

/**
 * Runs a program of ours and returns the last thing it prints. It is a process of its own because
 * this one has other contents in its heap.
 */
async function result<T>(script: string, ...args: string[]): Promise<T> {
  const child = spawn(
    process.execPath,
    [
      ...['--expose-gc', '--import', join(root, 'test/run-typescript.js')],
      ...[join(import.meta.dirname, script), ...args],
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text))
  await once(child, 'close')
  return JSON.parse(said) as T
}
const held = ({ descriptors, terminals, children }: Census) => ({
  descriptors,
  terminals,
  children,
})

describe('memory and descriptors do not grow', { timeout: HANGS }, () => {
  it('with terminals that were opened and closed', async () => {
    interface Cycles {
      readonly before: Census
      readonly after: Census
    }
    const { before, after } = await result<Cycles>('bounded-cycles.ts', String(CYCLES), folder)
    expect(held(after)).toEqual({ ...held(before), terminals: 0, children: 0 })
    // A terminal may leave 350 bytes, while a stream and its buffer would be 70 KB. At most 0.1 MB
    // were measured.
    expect(after.heap - before.heap).toBeLessThan(MB)
    // The memory from the system goes up and down by 20 MB, without a trend.
    expect(after.memory - before.memory).toBeLessThan(48 * MB)
  })

  it('with output: fifty shells run `yes`, and Ctrl-C is answered', async () => {
    interface Flood {
      readonly before: Census
      readonly filled: Census
      readonly again: Census
      readonly after: Census
      /** Bytes. */
      readonly read: number
      readonly unread: number
      readonly logs: number
      readonly complaints: readonly string[]
    }
    // The program ends only after Ctrl-C has brought the prompt back and a command has run.
    const flood = await result<Flood>('bounded-flood.ts', folder)
    expect(flood.complaints).toEqual([])
    expect(flood.read).toBeGreaterThan(0)
    expect(flood.unread).toBe(0)
    expect(flood.logs).toBeLessThanOrEqual(256 * 1024 + 64 * 1024)
    // Fifty logs of 256 KB are 13 MB, and fifty screens a tenth of that; the heap needs the rest.
    expect(flood.filled.memory - flood.before.memory).toBeLessThan(128 * MB)
    expect(flood.again.memory - flood.filled.memory).toBeLessThan(32 * MB)
    expect(held(flood.filled)).toEqual(held(flood.before))
    expect(held(flood.again)).toEqual(held(flood.before))
    expect(flood.before).toMatchObject({ terminals: 100, children: 50 })
    expect(held(flood.after)).toEqual({
      descriptors: flood.before.descriptors - 100,
      terminals: 0,
      children: 0,
    })
  })
})

/** Makes a Node tell what it uses when it gets SIGUSR2. */
const TELLS = `data:text/javascript,${encodeURIComponent(`process.on('SIGUSR2', () => {
  gc()
  const { heapUsed, external } = process.memoryUsage()
  process.stderr.write('uses ' + (heapUsed + external) + '\\n')
})`)}`

describe('a window that stops reading', { timeout: HANGS }, () => {
  let box: Sandbox
  beforeEach(async () => {
    box = openSandbox()
    const run = `yes ${'x'.repeat(70)}`
    const steps = `steps:\n  - id: go\n    run: ${run}\n    patience: 600s\n`
    box.write({ 'demos/flood/demo.yaml': `title: f\n${steps}` })
    box.write({ 'slides/talk/deck.md': '# A talk\n\n```demo flood\n```\n' })
    expect(await box.run('trust', 'flood', '--yes')).toMatchObject({ status: 0, stderr: '' })
  })
  afterEach(() => box.close())
  /** What the server still uses when its garbage is gone; what the system has lent it says less. */
  async function memory(stage: Presenting): Promise<number> {
    const said = stage.stderr().length
    stage.child.kill('SIGUSR2')
    const told = () => /uses (\d+)\n/.exec(stage.stderr().slice(said))?.[1]
    await expect.poll(told, { timeout: HANGS, interval: 50 }).toBeDefined()
    return Number(told())
  }

  it('costs no memory, whether it is the presenter’s or another', async () => {
    const stage = await box.presentWith(['--expose-gc', '--import', TELLS], '--port', '0')
    const page = await enter(stage)
    const mirror = await enter(stage, page.welcome.token)
    expect([page.welcome.role, mirror.welcome.role]).toEqual(['presenter', 'mirror'])
    let read = 0
    let drawn = 0
    let goal: { bytes: number; reached: () => void } | undefined
    page.socket.on('message', (data: Buffer, binary) => {
      const frame = binary ? decodeFrame(data) : null
      if (!frame) return
      read += frame.bytes.length
      drawn += frame.bytes.length
      if (drawn >= 32 * 1024) {
        page.say({ type: 'ack', channel: 1, bytes: drawn })
        drawn = 0
      }
      if (goal && read >= goal.bytes) goal.reached()
    })
    const until = (bytes: number) => new Promise<void>((reached) => (goal = { bytes, reached }))
    for (const window of [page, mirror])
      window.say({ type: 'attach', channel: 1, demo: 'flood', pane: 'main' })
    page.say({ type: 'perform', intent: 'intent-1', demo: 'flood', step: 'go', panes: ['main'] })
    // The log is full, and everything that runs is warm.
    await until(8 * MB)
    const before = await memory(stage)

    mirror.socket.pause()
    await until(read + 16 * MB)
    expect((await memory(stage)) - before).toBeLessThan(4 * MB)

    // Output that the presenter does not read is not printed: the terminal waits, and continues
    // later.
    page.socket.pause()
    await new Promise((resolve) => setTimeout(resolve, 2_000))
    const stood = read
    expect((await memory(stage)) - before).toBeLessThan(4 * MB)
    page.socket.resume()
    await until(stood + 8 * MB)
    page.say({ type: 'input', demo: 'flood', pane: 'main', data: '\x03' })
    const { outcome } = await page.hear('outcome')
    expect(outcome).toMatchObject({ ok: false })
    page.close()
    mirror.socket.terminate()
    await stage.stop()
  })
})
