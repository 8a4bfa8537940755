import { writeSync } from 'node:fs'
import { systemClock } from '../../../server/base/system-clock.ts'
import { createRecorder } from '../../../server/recording/recorder/recorder.ts'
import { output } from './recording-output.ts'

/**
 * A process that records until it is killed. What the recorder says is written, it acknowledges on
 * its standard output, by number: from then on that and all before it may not be lost.
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
  // Before the output: on a machine that pauses here, a frame may end with the last piece.
  const before = recorder.written()
  for (let i = 0; i < 5; i++) {
    // Cut in two at any byte, as a pty cuts: also within a character.
    const bytes = encoder.encode(output(count))
    const cut = (count * 7) % bytes.length
    for (const data of [bytes.subarray(0, cut), bytes.subarray(cut)])
      recorder.event({ type: 'output', at: systemClock.now(), data })
    count += 1
  }
  // A step begins now and then; between steps a frame's end writes.
  if (count % 100 === 0)
    recorder.event({ type: 'marker', at: systemClock.now(), label: String(count) })
  else recorder.flush()
  if (recorder.written() <= before) throw new Error('nothing was written')
  writeSync(1, `${count}\n`)
  setTimeout(go, count % 3)
}
go()
