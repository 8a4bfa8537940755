import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import type { Signal } from '../../../core/base/event.ts'
import { CREDIT } from '../../../core/protocol/flow-control.ts'
import type { Mark } from '../../../core/terminal/port.ts'
import { itNeeds } from '../../../test/support/needs.ts'
import { systemClock } from '../../base/system-clock.ts'
import { environment } from '../process/environment.ts'
import { calm } from './prompt.ts'
import { openSession, type Session } from './session.ts'
import { createShell } from '../pty/shell-command.ts'

const folder = mkdtempSync(join(tmpdir(), 'cuecast-session-'))
afterAll(() => {
  rmSync(folder, { recursive: true })
})
const open: Session[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((session) => session.close()))
})

let count = 0
function session(
  options: {
    kind?: 'bash' | 'zsh'
    ring?: number
    mark?: string
    redact?: string[]
    cols?: number
    complain?: (what: string) => void
  } = {},
) {
  const shell = createShell({ shell: options.kind ?? 'bash', folder })
  if (!shell.ok) throw new Error(shell.why)
  const opened = openSession({
    id: 'demo/pane',
    shell: shell.value,
    env: environment({ mark: options.mark ?? `test-${process.pid}.session${++count}` }),
    cwd: folder,
    size: { cols: options.cols ?? 80, rows: 24 },
    clock: systemClock,
    ...(options.ring === undefined ? {} : { ring: options.ring }),
    ...(options.redact === undefined ? {} : { redact: options.redact }),
    complain:
      options.complain ??
      ((what) => {
        throw new Error(what)
      }),
  })
  if (!opened.ok) throw new Error(opened.why)
  open.push(opened.value)
  return opened.value
}

/** Resolves when `done` holds, looked at after each signal. */
function until(port: Session, done: (signal: Signal | Mark) => boolean): Promise<void> {
  return new Promise((resolve) => {
    let over = false
    const stop = port.attach((signal) => {
      if (over || !done(signal)) return
      over = true
      queueMicrotask(() => stop())
      resolve()
    })
  })
}
const prompt = (port: Session) => until(port, () => port.ready())

async function run(port: Session, line: string): Promise<{ text: string; status: number }> {
  let text = ''
  let status = -1
  port.write(`${line}\r`)
  await until(port, (signal) => {
    if (signal.type === 'output') text += Buffer.from(signal.data).toString()
    if (signal.type === 'mark' && signal.mark === 'finished') status = signal.status
    return port.ready()
  })
  return { text, status }
}

/** A reader that draws at once what it is given. */
function reader(port: Session, from?: number) {
  const seen: { offset: number; bytes: Uint8Array }[] = []
  const resets: { offset: number; screen: string }[] = []
  const cursor = port.follow({
    steers: false,
    window: 0,
    ...(from === undefined ? {} : { from }),
    reset: (offset, snapshot) => resets.push({ offset, screen: snapshot.screen }),
    deliver(offset, bytes) {
      seen.push({ offset, bytes })
      queueMicrotask(() => cursor.parsed(bytes.length))
    },
  })
  return { seen, resets, cursor, text: () => Buffer.concat(seen.map((x) => x.bytes)).toString() }
}

describe.each(['bash', 'zsh'] as const)('a session with %s', (kind) => {
  itNeeds(...(kind === 'zsh' ? (['zsh'] as const) : []))(
    'stands at its prompt, runs a command, tells its marks in order',
    async () => {
      const port = session({ kind })
      const heard: string[] = []
      port.attach((signal) => {
        if (signal.type === 'mark') heard.push(signal.mark)
        else if (signal.type !== 'output') heard.push(signal.type)
      })
      await prompt(port)
      expect(heard).toEqual(['reset', 'ready'])
      port.write('echo o; (exit 3)\r')
      expect(port.ready()).toBe(false)
      await prompt(port)
      expect(heard.slice(2)).toEqual(['started', 'finished', 'ready'])
      port.write('exit 5\r')
      await until(port, (signal) => signal.type === 'exit')
      expect(heard.at(-1)).toBe('exit')
    },
  )
})

describe('a port', () => {
  test('is not ready with half a line behind its prompt', async () => {
    const port = session()
    await prompt(port)
    port.write('half')
    expect(port.ready()).toBe(false)
    // One Ctrl-C alone is lost where readline does not hold the terminal yet.
    expect(await calm(port, systemClock)).toBe(true)
  })

  test('is not ready because the shell draws the same prompt again', async () => {
    const port = session()
    await prompt(port)
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

  test('carries none of our marks in its output', async () => {
    const port = session()
    await prompt(port)
    const text = new TextDecoder().decode(port.log.read(0))
    expect(text).toContain('$')
    expect(text).not.toContain('133;')
  })

  test('gives a late listener what is on the screen, then what follows, and silence at the end', async () => {
    const port = session()
    await prompt(port)
    await run(port, 'echo first')
    const signals: (Signal | Mark)[] = []
    const stop = port.attach((signal) => signals.push(signal))
    expect(signals).toHaveLength(1)
    expect(signals[0]).toMatchObject({ type: 'reset' })
    const [opening] = signals
    expect(opening?.type === 'reset' && opening.snapshot.screen).toContain('first')
    await run(port, 'echo second')
    const text = signals
      .map((s) => (s.type === 'output' ? Buffer.from(s.data).toString() : ''))
      .join('')
    expect(text).toContain('second')
    expect(text).not.toContain('first')
    stop()
    const then = signals.length
    await run(port, 'echo third')
    expect(signals).toHaveLength(then)
  })

  test('tells the exit, also to whom attaches later', async () => {
    const port = session()
    await prompt(port)
    port.write('exit 7\r')
    await until(port, (signal) => signal.type === 'exit')
    expect(port.ended()).toBe(true)
    const late: (Signal | Mark)[] = []
    port.attach((signal) => late.push(signal))
    expect(late.map((s) => s.type)).toEqual(['reset', 'exit'])
    expect(await new Promise((resolve) => port.onExit(resolve))).toBe(7)
  })

  test('removes its rc file once the shell has read it', async () => {
    const port = session()
    await prompt(port)
    expect(readdirSync(folder).filter((name) => name.startsWith('shell-'))).toEqual([])
  })
})

describe('a reader', () => {
  test('sees every byte once: in the reset or after it', async () => {
    const port = session()
    await prompt(port)
    const whole = reader(port, 0)
    expect(whole.resets).toEqual([])
    await run(port, 'for i in {1..2000}; do echo "line $i"; done')
    const late = reader(port)
    expect(late.resets).toHaveLength(1)
    await run(port, 'seq 1 20000')
    whole.cursor.wake()
    late.cursor.wake()
    for (const { seen } of [whole, late])
      for (const [i, { offset, bytes }] of seen.entries())
        expect(seen[i + 1]?.offset ?? port.log.end()).toBe(offset + bytes.length)
    expect(late.resets[0]!.offset).toBe(late.seen[0]!.offset)
    expect(whole.text().endsWith(late.text())).toBe(true)
    expect(whole.text()).toContain('line 2000\r\n')
  })

  test('goes on where it was, after an absence that the log covers', async () => {
    const port = session()
    await prompt(port)
    const first = reader(port, 0)
    await run(port, 'echo one')
    first.cursor.wake()
    first.cursor.stop()
    const left = port.log.end()
    await run(port, 'echo two')
    const again = reader(port, left)
    expect(again.resets).toEqual([])
    expect(again.seen[0]!.offset).toBe(left)
    expect(again.text()).toContain('two')
    expect(first.text()).not.toContain('two')
  })

  test.each([-1, 0.5, 1e9])('that comes from nowhere (%d) begins with a reset', async (from) => {
    const port = session()
    await prompt(port)
    expect(reader(port, from).resets).toHaveLength(1)
  })

  test.each([
    ['the log', 'ring'],
    ['what is worth sending', 'bound'],
  ])('that is behind %s gets a snapshot, and then only what follows', async (_, kind) => {
    const port = session(kind === 'ring' ? { ring: 128 * 1024 } : {})
    await prompt(port)
    let clear = false
    const resets: number[] = []
    let bytes = 0
    const cursor = port.follow({
      steers: false,
      window: 0,
      from: 0,
      clear: () => clear,
      reset: (offset) => resets.push(offset),
      deliver: (_, piece) => (bytes += piece.length),
    })
    await run(port, 'head -c 1000000 /dev/zero | tr "\\0" x')
    expect(bytes).toBe(0)
    clear = true
    cursor.wake()
    expect(resets).toEqual([port.log.end()])
    expect(bytes).toBe(0)
  })

  test('that steers pauses the terminal while it does not draw, and nothing is lost', async () => {
    const port = session()
    await prompt(port)
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
    // The terminal stands still: nothing more comes, however long one waits. What is left of the
    // output needs a fraction of this on a machine that is quiet.
    const stood = port.log.end()
    await new Promise((resolve) => setTimeout(resolve, 500))
    expect(port.log.end()).toBe(stood)
    const draw = setInterval(() => {
      cursor.parsed(owed)
      owed = 0
    }, 1)
    await prompt(port)
    clearInterval(draw)
    cursor.wake()
    expect(total).toBe(port.log.end() - begun)
    expect(total).toBeGreaterThan(2_000_000)
    expect(most).toBeLessThan(256 * 1024 + 2 * 65_536)
  })

  test('that only watches and does not draw is sent 256 KB, then nothing, then a snapshot', async () => {
    const port = session()
    await prompt(port)
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
    await run(port, 'head -c 2000000 /dev/zero | tr "\\0" x')
    // The terminal waited for nobody.
    expect(port.log.end() - begun).toBeGreaterThan(2_000_000)
    const sent = owed
    expect(sent).toBeGreaterThanOrEqual(256 * 1024)
    expect(sent).toBeLessThan(256 * 1024 + 2 * 65_536)
    expect(resets).toEqual([])
    cursor.parsed(sent)
    expect(resets).toEqual([port.log.end()])
    expect(owed).toBe(sent)
  })

  test('that steers and goes away lets the terminal run on', async () => {
    const port = session()
    await prompt(port)
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
    await prompt(port)
    expect(port.log.end()).toBeGreaterThan(1_000_000)
  })

  test('that throws is dropped and told of, and the show goes on', async () => {
    const complaints: string[] = []
    const port = session({ complain: (what) => complaints.push(what) })
    await prompt(port)
    const bad = () => {
      throw new Error('disk full')
    }
    port.addOutput({ event: bad })
    port.follow({ steers: true, window: 0, reset() {}, deliver: bad })
    expect((await run(port, 'echo on')).text).toContain('on')
    expect((await run(port, 'echo on')).text).toContain('on')
    expect(complaints.sort()).toEqual([
      'demo/pane: a reader failed and is dropped: disk full',
      'demo/pane: an output failed and is dropped: disk full',
    ])
  })
})

test('an output hears events in order, with the marker between them', async () => {
  const port = session()
  await prompt(port)
  const events: string[] = []
  let last = 0
  const stop = port.addOutput({
    event(event) {
      expect(event.at).toBeGreaterThanOrEqual(last)
      last = event.at
      events.push(event.type === 'marker' ? event.label : event.type)
    },
  })
  port.marker('step:one')
  await run(port, 'echo x')
  port.resize({ cols: 100, rows: 30 })
  port.resize({ cols: 100, rows: 30 })
  expect((await run(port, 'stty size')).text).toContain('30 100')
  expect(events[0]).toBe('step:one')
  expect(events.filter((type) => type === 'resize')).toHaveLength(1)
  stop()
  const then = events.length
  port.marker('step:two')
  expect(events).toHaveLength(then)
})

test('the screen alone answers what programs ask, and nobody else is asked', async () => {
  const port = session()
  await prompt(port)
  const all = reader(port, 0)
  const ask = `stty raw -echo; printf '\\033[6n'; a=$(dd bs=1 count=6 2>/dev/null); stty sane`
  await run(port, `${ask}; printf '%s' "$a" | od -An -c | tr -d ' '`)
  all.cursor.wake()
  expect(all.text()).toMatch(/033\[\d;1R/)
  expect(all.text()).not.toContain('\x1b[6n')
})

test('a secret reaches neither the screen nor a reader, however it is cut', async () => {
  const port = session({ redact: ['hunter2-hunter2'] })
  await prompt(port)
  const all = reader(port, 0)
  await run(port, `printf 'hunter2-'; printf '\\033[1mhunter2.'; echo; echo hunter2-hunter3`)
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
      const port = session({ kind, cols: 24, redact: ['hunter2-password'] })
      await prompt(port)
      const all = reader(port, 0)
      // Whatever the prompt is, in one of these lines the margin is in the middle of it.
      for (const before of ['', '.'.repeat(8)]) {
        for (const key of `: ${before} hunter2-password`) {
          port.write(key)
          await new Promise((resolve) => setTimeout(resolve, 70))
        }
        await run(port, '')
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
  const port = session({ redact: ['hunter2-password'] })
  await prompt(port)
  const all = reader(port, 0)
  const letters = [...'unter2-password'].join(' ')
  await run(port, `printf h; for c in ${letters}; do sleep 0.08; printf %s "$c"; done; echo`)
  all.cursor.wake()
  expect(all.text()).toMatch(/\b(?:hun•{13}|hu•{14}|h•{15}|•{16})\r\n/)
})

test('ending a session does not end the one that took its place', async () => {
  const shared = { mark: 'test.same' }
  const first = session(shared)
  const second = session(shared)
  await prompt(second)
  await first.close()
  expect(first.ended()).toBe(true)
  expect((await run(second, 'echo here')).text).toContain('here')
})

test('a shell that cannot start is a sentence', () => {
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
