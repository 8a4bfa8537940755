import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach } from 'vitest'
import type { Signal } from '../../../core/base/event.ts'
import type { Mark } from '../../../core/terminal/port.ts'
import { systemClock } from '../../../server/base/system-clock.ts'
import { environment } from '../../../server/terminal/process/environment.ts'
import { createShell } from '../../../server/terminal/shell/command.ts'
import { openSession, type Session } from '../../../server/terminal/session/session.ts'

interface Options {
  readonly shell?: 'bash' | 'zsh' | 'fish'
  readonly ring?: number
  readonly mark?: string
  readonly redact?: readonly string[]
  readonly cols?: number
  /** Without it, a problem fails the test. */
  readonly complain?: (what: string) => void
}

const refuse = (what: string) => {
  throw new Error(what)
}

/** Opens real shells for the tests of a file; each is closed after its test. */
export function sessionOpener(): {
  readonly folder: string
  readonly open: (options?: Options) => Session
} {
  const folder = mkdtempSync(join(tmpdir(), 'cuecast-session-'))
  const sessions: Session[] = []
  let count = 0
  afterEach(async () => {
    await Promise.all(sessions.splice(0).map((session) => session.close()))
  })
  afterAll(() => rmSync(folder, { recursive: true }))
  return {
    folder,
    open({ shell: kind = 'bash', ring, mark, redact = [], cols = 80, complain = refuse } = {}) {
      const shell = createShell({ shell: kind, folder })
      if (!shell.ok) throw new Error(shell.why)
      const opened = openSession({
        id: 'demo/pane',
        shell: shell.value,
        env: environment({ mark: mark ?? `test-${process.pid}.session${++count}` }),
        cwd: folder,
        size: { cols, rows: 24 },
        clock: systemClock,
        redact,
        ring,
        complain,
      })
      if (!opened.ok) throw new Error(opened.why)
      sessions.push(opened.value)
      return opened.value
    },
  }
}

/** Resolves when `done` holds; it is called with each signal. */
export function until(port: Session, done: (signal: Signal | Mark) => boolean): Promise<void> {
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

export const untilPrompt = (port: Session) => until(port, () => port.ready())

/** Types a line, and waits for the next prompt. */
export async function runLine(
  port: Session,
  line: string,
): Promise<{ text: string; status: number }> {
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

/** Follows a session like a reader that draws everything at once. */
export function followAll(port: Session, from?: number) {
  const seen: { offset: number; bytes: Uint8Array }[] = []
  const resets: { offset: number; screen: string }[] = []
  const cursor = port.follow({
    steers: false,
    window: 0,
    from,
    reset: (offset, snapshot) => resets.push({ offset, screen: snapshot.screen }),
    deliver(offset, bytes) {
      seen.push({ offset, bytes })
      queueMicrotask(() => cursor.parsed(bytes.length))
    },
  })
  return { seen, resets, cursor, text: () => Buffer.concat(seen.map((x) => x.bytes)).toString() }
}
