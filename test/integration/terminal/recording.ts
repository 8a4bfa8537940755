import { writeSync } from 'node:fs'
import { systemClock } from '../../../server/base/system-clock.ts'
import { createRecorder } from '../../../server/recording/recorder/recorder.ts'
import { output } from './recording-output.ts'

/**
 * A process that records until it is killed. It acknowledges what the recorder reports as written,
 * by number, on its standard output: from then on this and everything before it must not be lost.
 */
const recorder = createRecorder({
  file: process.argv[2] ?? '',
  size: { cols: 80, rows: 24 },
  clock: systemClock,
  timestamp: 0,
  complain: (what) => {
    throw new Error(what)
  },
})
const encoder = new TextEncoder()
let count = 0
function go(): void {
  // This is read before the output: if the machine pauses here, the last piece may end a frame.
  const before = recorder.written()
  for (let i = 0; i < 5; i++) {
    // The output is cut in two at any byte, also within a character, as a pty does.
    const bytes = encoder.encode(output(count))
    const cut = (count * 7) % bytes.length
    for (const data of [bytes.subarray(0, cut), bytes.subarray(cut)])
      recorder.event({ type: 'output', at: systemClock.now(), data })
    count += 1
  }
  // Sometimes a step begins; between steps, the end of a frame writes.
  if (count % 100 === 0)
    recorder.event({ type: 'marker', at: systemClock.now(), label: String(count) })
  else recorder.flush()
  if (recorder.written() <= before) throw new Error('nothing was written')
  writeSync(1, `${count}\n`)
  setTimeout(go, count % 3)
}
go()
