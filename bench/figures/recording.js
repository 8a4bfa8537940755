/**
 * `node bench/figures/recording.js <cast> <script>`: records what a shell script prints as `cuecast record`
 * does, a session and a recorder in a process of their own, from the built files. With `-` for a cast
 * it only reads the terminal. For record.ts.
 */
import process from 'node:process'
import { systemClock } from '../../dist/server/base/system-clock.js'
import { environment } from '../../dist/server/terminal/process/environment.js'
import { createRecorder } from '../../dist/server/recording/recorder/recorder.js'
import { spawnPty } from '../../dist/server/terminal/pty/pty.js'
import { openSession } from '../../dist/server/terminal/session/session.js'

const [, , file, script] = process.argv
const size = { cols: 80, rows: 24 }
const complain = (what) => {
  throw new Error(what)
}
const env = environment({ mark: `bench-${process.pid}` })
const cwd = process.cwd()
if (file === '-') read()
else record()

function read() {
  const command = { file: 'bash', args: ['-c', script], env, cwd, size }
  const spawned = spawnPty(command, { data() {}, exit() {} })
  if (!spawned.ok) throw new Error(spawned.why)
}

function record() {
  // A take may hold 50 MiB; here it is the path that counts.
  const recorder = createRecorder({
    ...{ file, size, clock: systemClock, timestamp: 0, complain },
    limit: Infinity,
  })
  const opened = openSession({
    id: 'bench',
    shell: { file: 'bash', args: ['-c', script], env: {}, aid: '', stop() {} },
    ...{ env, cwd, size, clock: systemClock, complain },
  })
  if (!opened.ok) throw new Error(opened.why)
  opened.value.addSink(recorder)
  opened.value.onExit(() => {
    if (!recorder.close()) throw new Error('the recording is not whole')
  })
}
