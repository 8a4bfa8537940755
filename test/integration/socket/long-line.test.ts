import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { createReplay } from '../../../core/playback/replay-driver.ts'
import { systemClock } from '../../../server/base/system-clock.ts'
import { takeHealth } from '../../../server/health/take-health.ts'
import { performScript, readScript } from '../demos/perform-script.ts'
import { loadTake } from '../../../server/recording/take/load-take.ts'

const base = mkdtempSync(join(tmpdir(), 'cuecast-long-'))
afterAll(() => rmSync(base, { recursive: true, force: true }))

const perform = (text: string) => performScript(base, text)

const megabyte = `head -c 1000000 /dev/zero | tr '\\\\0' x`

describe('a megabyte without a line end', () => {
  it('is an ordinary step, and so is the next one', async () => {
    const outcomes = await perform(`
steps:
  - { id: a, run: "${megabyte}", patience: 25s, expect: /^x+$/ }
  - { id: b, run: echo other, patience: 10s }
`)
    expect(outcomes).toMatchObject([
      { ok: true, status: 0, lines: 1 },
      { ok: true, status: 0, lines: 1 },
    ])
  })

  it('in a take is read, checked and replayed like any other', async () => {
    const demo = readScript('steps: [{ id: a, run: x }]')
    const folder = join(base, 'demo')
    mkdirSync(join(folder, 'take'), { recursive: true })
    const line = 'x'.repeat(500_000)
    const events = [
      [0, 'm', 'step:a'],
      [0.1, 'o', '$ x\r\n'],
      [0.1, 'o', line],
      [0.1, 'o', '\r\n$ '],
    ]
    const head = { version: 3, term: { cols: 80, rows: 24 } }
    const cast = [head, ...events].map((one) => `${JSON.stringify(one)}\n`).join('')
    writeFileSync(join(folder, 'take/main.cast'), cast)
    writeFileSync(join(folder, 'demo.yaml'), 'steps: [{ id: a, run: x }]')
    const found = { demo, folder, name: 'long', file: join(folder, 'demo.yaml'), problems: [] }
    const { found: health } = await takeHealth(found as never)
    expect(health.steps.get('a')).toMatchObject([{ costs: 'nothing' }])
    const { value: take } = await loadTake(join(folder, 'take'), demo)
    const replay = createReplay(take!.panes.get('main')!, systemClock, () => ({
      idleLimit: 1_000,
      speed: 8,
      reducedMotion: true,
    }))
    expect(await replay.perform('a').done).toMatchObject({ ok: true, lines: 2 })
  })
})

describe('a pattern that takes for ever on the output', () => {
  const printed = `printf '%s!\\\\n' ${'a'.repeat(60)}`

  it('ends its step, is named with its place, and delays nothing that follows', async () => {
    const outcomes = await perform(`
steps:
  - { id: judged, run: "${printed}", expect: /^(a+)+$/m }
  - id: awaited
    cues: [{ type: "${printed}; sleep 60" }, { key: enter }, { wait: /^(a+)+$/m }, { key: ctrl-c }, { wait: prompt }]
  - { id: fine, run: echo fine, expect: /fine/ }
`)
    const detail = (at: string) => `/^(a+)+$/m (demo.yaml:${at}) takes too long on this output`
    expect(outcomes).toMatchObject([
      { ok: false, why: 'pattern', detail: detail('3:112') },
      { ok: false, why: 'pattern', detail: expect.stringContaining('(demo.yaml:5:') as string },
      { ok: true },
    ])
  })
})
