import { systemClock } from '../../../server/base/system-clock.ts'
import { environment } from '../../../server/terminal/process/environment.ts'
import { openSession, type Session } from '../../../server/terminal/session/session.ts'
import { createShell } from '../../../server/terminal/shell/command.ts'
import { census, say } from './census.ts'

/**
 * Fifty shells run `yes`, each with its screen and its log; one has a presenter who reads, another
 * a mirror that does not. The process is measured before, twice during, and after.
 */
const cwd = process.argv[2] ?? ''
const SESSIONS = 50
/** Bytes. Few, so that every log is full soon; the test is about the bound and not its size. */
const RING = 256 * 1024
/** Bytes of all sessions together, at which each log has been filled; AGAIN is twice as much. */
const FILLED = SESSIONS * RING * 1.5
const AGAIN = 2 * FILLED

const complaints: string[] = []
const open = Array.from({ length: SESSIONS }, (_, i): Session => {
  const shell = createShell({ shell: 'bash', folder: cwd })
  if (!shell.ok) throw new Error(shell.why)
  const opened = openSession({
    id: `flood/${i}`,
    shell: shell.value,
    cwd,
    size: { cols: 80, rows: 24 },
    env: environment({ mark: `bounded-${process.pid}` }),
    clock: systemClock,
    ring: RING,
    complain: (what) => complaints.push(what),
  })
  if (!opened.ok) throw new Error(opened.why)
  return opened.value
})
const until = (session: Session, done: () => boolean) =>
  new Promise<void>((resolve) => {
    const stop = session.attach(() => {
      if (!done()) return
      queueMicrotask(() => stop())
      resolve()
    })
  })
const total = () => open.reduce((sum, session) => sum + session.log.end(), 0)
/**
 * Waits until so much was printed. It looks ten times a second, and leaves the machine to the
 * shells in between.
 */
const printed = async (bytes: number) => {
  while (total() < bytes) await new Promise((resolve) => setTimeout(resolve, 100))
}

await Promise.all(open.map((session) => until(session, () => session.ready())))
const [presented, mirrored] = open as [Session, Session]
let read = 0
const presenter = presented.follow({
  steers: true,
  window: 4,
  reset() {},
  deliver(_, bytes) {
    read += bytes.length
    // The output is drawn a moment later, as in a browser.
    setImmediate(() => presenter.parsed(bytes.length))
  },
})
let unread = 0
mirrored.follow({
  steers: false,
  window: 16,
  reset() {},
  deliver: (_, bytes) => void (unread += bytes.length),
  // The socket of the mirror stays full.
  canWrite: () => false,
})
const before = await census()
for (const session of open) session.write('yes\r')
await printed(FILLED)
const filled = await census()
await printed(AGAIN)
const again = await census()

// The presenter continues now, in the middle of the flood.
presented.write('\x03')
await until(presented, () => presented.ready())
presented.write('echo the answer is $((6 * 7))\r')
let text = ''
await new Promise<void>((resolve) => {
  presented.attach((signal) => {
    if (signal.type === 'output') text += Buffer.from(signal.data).toString()
    if (text.includes('the answer is 42')) resolve()
  })
})
const logs = Math.max(...open.map(({ log }) => log.end() - log.start()))
await Promise.all(open.map((session) => session.close()))
await new Promise(setImmediate)
say({ before, filled, again, after: await census(), read, unread, logs, complaints })
