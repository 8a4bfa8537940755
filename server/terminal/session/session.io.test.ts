import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Signal } from '../../../core/base/event.ts'
import type { Mark } from '../../../core/terminal/port.ts'
import { itNeeds } from '../../../test/support/needs.ts'
import {
  followAll,
  runLine,
  sessionOpener,
  until,
  untilPrompt,
} from '../../../test/support/terminal/open-session.ts'
import { systemClock } from '../../base/system-clock.ts'
import { environment } from '../process/environment.ts'
import { createShell } from '../shell/command.ts'
import { interruptToPrompt } from './prompt.ts'
import { openSession } from './session.ts'

const { folder, open } = sessionOpener()

describe.each(['bash', 'zsh'] as const)('a session with %s', (kind) => {
  itNeeds(...(kind === 'zsh' ? (['zsh'] as const) : []))(
    'stands at its prompt, runs a command, tells its marks in order',
    async () => {
      const port = open({ shell: kind })
      const heard: string[] = []
      port.attach((signal) => {
        if (signal.type === 'mark') heard.push(signal.mark)
        else if (signal.type !== 'output') heard.push(signal.type)
      })
      await untilPrompt(port)
      expect(heard).toEqual(['reset', 'ready'])
      port.write('echo o; (exit 3)\r')
      expect(port.ready()).toBe(false)
      await untilPrompt(port)
      expect(heard.slice(2)).toEqual(['started', 'finished', 'ready'])
      port.write('exit 5\r')
      await until(port, (signal) => signal.type === 'exit')
      expect(heard.at(-1)).toBe('exit')
    },
  )
})

describe('a port', () => {
  test('is not ready with half a line after its prompt', async () => {
    const port = open()
    await untilPrompt(port)
    port.write('half')
    expect(port.ready()).toBe(false)
    // A single Ctrl-C is lost if readline does not hold the terminal yet.
    expect(await interruptToPrompt(port, systemClock)).toBe(true)
  })

  test('is not ready again just because the shell redraws the same prompt', async () => {
    const port = open()
    await untilPrompt(port)
    port.write('half')
    await until(port, (signal) => signal.type === 'output')
    port.resize({ cols: 70, rows: 24 })
    let text = ''
    await until(port, (signal) => {
      if (signal.type === 'output') text += Buffer.from(signal.data).toString()
      return /\$\x1b\[0m .*half/.test(text)
    })
    expect(port.ready()).toBe(false)
  })

  test('has none of our marks in its output', async () => {
    const port = open()
    await untilPrompt(port)
    const text = new TextDecoder().decode(port.log.read(0))
    expect(text).toContain('$')
    expect(text).not.toContain('133;')
  })

  test('gives a late listener the content of the screen, then what follows, and nothing after the end', async () => {
    const port = open()
    await untilPrompt(port)
    await runLine(port, 'echo first')
    const signals: (Signal | Mark)[] = []
    const stop = port.attach((signal) => signals.push(signal))
    expect(signals).toHaveLength(1)
    expect(signals[0]).toMatchObject({ type: 'reset' })
    const [opening] = signals
    expect(opening?.type === 'reset' && opening.snapshot.screen).toContain('first')
    await runLine(port, 'echo second')
    const text = signals
      .map((s) => (s.type === 'output' ? Buffer.from(s.data).toString() : ''))
      .join('')
    expect(text).toContain('second')
    expect(text).not.toContain('first')
    stop()
    const then = signals.length
    await runLine(port, 'echo third')
    expect(signals).toHaveLength(then)
  })

  test('tells the exit, even to a listener that attaches later', async () => {
    const port = open()
    await untilPrompt(port)
    port.write('exit 7\r')
    await until(port, (signal) => signal.type === 'exit')
    expect(port.ended()).toBe(true)
    const late: (Signal | Mark)[] = []
    port.attach((signal) => late.push(signal))
    expect(late.map((s) => s.type)).toEqual(['reset', 'exit'])
    expect(await new Promise((resolve) => port.onExit(resolve))).toBe(7)
  })

  test('removes its rc file once the shell has read it', async () => {
    const port = open()
    await untilPrompt(port)
    expect(readdirSync(folder).filter((name) => name.startsWith('shell-'))).toEqual([])
  })
})

test('a sink gets events in order, with the marker between them', async () => {
  const port = open()
  await untilPrompt(port)
  const events: string[] = []
  let last = 0
  const stop = port.addSink({
    event(event) {
      expect(event.at).toBeGreaterThanOrEqual(last)
      last = event.at
      events.push(event.type === 'marker' ? event.label : event.type)
    },
  })
  port.marker('step:one')
  await runLine(port, 'echo x')
  port.resize({ cols: 100, rows: 30 })
  port.resize({ cols: 100, rows: 30 })
  expect((await runLine(port, 'stty size')).text).toContain('30 100')
  expect(events[0]).toBe('step:one')
  expect(events.filter((type) => type === 'resize')).toHaveLength(1)
  stop()
  const then = events.length
  port.marker('step:two')
  expect(events).toHaveLength(then)
})

test('only the screen answers the questions of programs, and nobody else gets them', async () => {
  const port = open()
  await untilPrompt(port)
  const all = followAll(port, 0)
  const ask = `stty raw -echo; printf '\\033[6n'; a=$(dd bs=1 count=6 2>/dev/null); stty sane`
  await runLine(port, `${ask}; printf '%s' "$a" | od -An -c | tr -d ' '`)
  all.cursor.wake()
  expect(all.text()).toMatch(/033\[\d;1R/)
  expect(all.text()).not.toContain('\x1b[6n')
})

test('ending a session does not end the one that replaced it', async () => {
  const shared = { mark: 'test.same' }
  const first = open(shared)
  const second = open(shared)
  await untilPrompt(second)
  await first.close()
  expect(first.ended()).toBe(true)
  expect((await runLine(second, 'echo here')).text).toContain('here')
})

test('a shell that cannot start is reported as a sentence', () => {
  const shell = createShell({ shell: 'bash', folder })
  if (!shell.ok) throw new Error(shell.why)
  const opened = openSession({
    id: 'x',
    shell: shell.value,
    env: environment({ mark: 'test' }),
    cwd: '/no/such/folder',
    size: { cols: 80, rows: 24 },
    clock: systemClock,
    complain() {},
  })
  expect(opened).toEqual({
    ok: false,
    why: 'the working directory /no/such/folder does not exist',
  })
  expect(readdirSync(folder).filter((name) => name.startsWith('shell-'))).toEqual([])
})
