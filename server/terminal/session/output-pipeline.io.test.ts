import { describe, expect, it, test } from 'vitest'
import { fakeClock } from '../../../test/support/fake-clock.ts'
import { itNeeds } from '../../../test/support/needs.ts'
import {
  followAll,
  runLine,
  sessionOpener,
  untilPrompt,
} from '../../../test/support/terminal/open-session.ts'
import { createScreen } from '../screen/headless-screen.ts'
import { createOutputPipeline } from './output-pipeline.ts'

const SIZE = { cols: 40, rows: 4 }

/** Makes a pipeline with a fake clock; `told` lists its events in order. */
function pipelineOf(options: { readonly redact?: readonly string[] } = {}) {
  const clock = fakeClock()
  const told: string[] = []
  const pipeline = createOutputPipeline(
    { size: SIZE, clock, aid: 'secret-aid', ...options },
    {
      output(kept) {
        told.push(Buffer.from(kept).toString())
        // A reader that attaches now must not see these bytes a second time.
        expect(logged().endsWith(told.at(-1)!)).toBe(true)
        const screen = createScreen(pipeline.size(), { scrollback: 0 })
        screen.write(logged())
        expect(pipeline.snapshot()).toEqual(screen.snapshot())
      },
      mark: (fields) => told.push(`<${fields.join(';')}>`),
    },
  )
  const print = (text: string) => pipeline.push(Buffer.from(text))
  const logged = () => Buffer.from(pipeline.log.read(0) ?? []).toString()
  return { clock, told, pipeline, print, logged }
}

describe('output on its way to the screen and the log', () => {
  it('is in both before it is told', () => {
    const { print, told, logged } = pipelineOf()
    print('one ')
    print('two')
    expect(told).toEqual(['one ', 'two'])
    expect(logged()).toBe('one two')
  })

  it('loses its own marks, which are told in their place; a forged one is neither shown nor told', () => {
    const { print, told, logged } = pipelineOf()
    print('a\x1b]133;D;3;aid=secret-aid\x07b\x1b]133;D;4;aid=forged\x07c')
    expect(told.join('')).toBe('a<D;3>bc')
    expect(logged()).toBe('abc')
  })

  it('is sanitized before secrets are searched in it, so that nothing invisible hides one', () => {
    const { clock, print, told, logged, pipeline } = pipelineOf({ redact: ['hunter2-password'] })
    print('hunter2-\x1b]0;a title\x07pass')
    clock.advance(10)
    expect(told).toEqual([])
    print('word.')
    pipeline.end()
    for (const text of [told.join(''), logged(), pipeline.snapshot().screen]) {
      expect(text).toContain('••••')
      expect(text).not.toMatch(/hunter2|pass|word/)
    }
  })

  it('is complete at the end, with what was held back', () => {
    const { print, pipeline, logged } = pipelineOf({ redact: ['hunter2-password'] })
    print('hu')
    expect(logged()).toBe('')
    pipeline.end()
    expect(logged()).toBe('hu')
  })

  it('lets the screen answer a question, and keeps the question out of the log', () => {
    const { print, pipeline, told, logged } = pipelineOf()
    const replies: string[] = []
    pipeline.onReply((data) => replies.push(data))
    print('\r\nab\x1b[6n')
    expect(replies).toEqual(['\x1b[2;3R'])
    expect(told.join('')).toBe(logged())
    expect(logged()).toBe('\r\nab')
  })

  it('uses a new size for the screen and for the search of secrets across the margin', () => {
    const { print, pipeline, logged } = pipelineOf({ redact: ['hunter2-password'] })
    pipeline.resize({ cols: 20, rows: 5 })
    expect(pipeline.size()).toEqual({ cols: 20, rows: 5 })
    expect(pipeline.snapshot().size).toEqual({ cols: 20, rows: 5 })
    print(`${'.'.repeat(12)}hunter2-\r\npassword`)
    pipeline.end()
    expect(logged()).not.toMatch(/hunter2|password/)
  })
})

const { open } = sessionOpener()

test('a secret reaches neither the screen nor a reader, in any pieces', async () => {
  const port = open({ redact: ['hunter2-hunter2'] })
  await untilPrompt(port)
  const all = followAll(port, 0)
  await runLine(port, `printf 'hunter2-'; printf '\\033[1mhunter2.'; echo; echo hunter2-hunter3`)
  all.cursor.wake()
  expect(all.text()).not.toMatch(/hunter2-(\x1b\[1m)?hunter2/)
  expect(all.text()).toContain('•')
  expect(all.text()).toContain('hunter2-hunter3')
  expect(port.snapshot().screen).not.toContain('hunter2-hunter2')
})

describe.each(['bash', 'zsh'] as const)('a secret that is typed by hand into %s', (kind) => {
  itNeeds(...(kind === 'zsh' ? (['zsh'] as const) : []))(
    'is not seen, key by key and over the margin',
    async () => {
      const port = open({ shell: kind, cols: 24, redact: ['hunter2-password'] })
      await untilPrompt(port)
      const all = followAll(port, 0)
      // Whatever the prompt is, the margin is inside the secret in one of these lines.
      for (const before of ['', '.'.repeat(8)]) {
        for (const key of `: ${before} hunter2-password`) {
          port.write(key)
          await new Promise((resolve) => setTimeout(resolve, 70))
        }
        await runLine(port, '')
      }
      all.cursor.wake()
      const text = all.text().replace(/\x1b\[[\d;?]*[A-Za-z]|[\x00-\x1f]/g, '')
      expect(text).toContain('•••')
      for (const seen of [text, port.snapshot().screen])
        for (const part of ['hunt', 'ter2', 'r2-p', '-pas', 'word'])
          expect(seen).not.toContain(part)
    },
    20_000,
  )
})

test('a secret that a program prints slowly is not seen', async () => {
  const port = open({ redact: ['hunter2-password'] })
  await untilPrompt(port)
  const all = followAll(port, 0)
  const letters = [...'unter2-password'].join(' ')
  await runLine(port, `printf h; for c in ${letters}; do sleep 0.08; printf %s "$c"; done; echo`)
  all.cursor.wake()
  expect(all.text()).toMatch(/\b(?:hun•{13}|hu•{14}|h•{15}|•{16})\r\n/)
})
