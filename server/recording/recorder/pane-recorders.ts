import { join } from 'node:path'
import type { Clock } from '../../../core/base/clock.ts'
import type { Demo, PaneId, StepId } from '../../../core/demo/model.ts'
import { stepMarker } from '../../../core/recording/step-markers.ts'
import { reason } from '../../base/result.ts'
import { createRecorder } from './recorder.ts'
import type { Recorder } from './recorder.ts'
import type { Session } from '../../terminal/session/session.ts'

/** The casts of one performance, a file for each pane. */
export interface PaneRecorders {
  /** Must be called with each session before anything is printed in it. */
  readonly opened: (pane: PaneId, session: Session) => void
  /** Opens the step in each pane. */
  begins(step: StepId): void
  /** The demo is over: what shells print when they are ended (fish goes to a new row) is no part of it. */
  ends(): void
  /** False when a cast is missing, or something in one. */
  close(): boolean
}

export interface PaneRecordersOptions {
  readonly demo: Demo
  /** `<pane>.cast` is written into it. */
  readonly folder: string
  readonly clock: Clock
  /** When: Unix time in milliseconds. */
  readonly date: number
  readonly complain: (what: string) => void
}

export function openPaneRecorders(options: PaneRecordersOptions): PaneRecorders {
  const { demo, folder, clock, date, complain } = options
  const recorders = new Map<PaneId, Recorder>()
  const sessions = new Map<PaneId, Session>()
  let over = false
  return {
    opened(pane, session) {
      // A shell that had to be opened anew would begin a second cast for the same pane.
      if (recorders.has(pane))
        return complain(`${pane}: a second shell was opened; it is not recorded`)
      try {
        const recorder = createRecorder({
          file: join(folder, `${pane}.cast`),
          size: demo.size,
          clock,
          timestamp: Math.round(date / 1000),
          title: `${demo.title} (${pane})`,
          complain,
        })
        session.addSink({
          event: (event) => (over && event.type === 'output' ? undefined : recorder.event(event)),
        })
        recorders.set(pane, recorder)
        sessions.set(pane, session)
      } catch (error) {
        // Not thrown: the caller would lose the session and could not close it.
        complain(`${pane}: it is not recorded: ${reason(error)}`)
      }
    },
    begins: (step) => sessions.forEach((session) => session.marker(stepMarker(step))),
    ends() {
      over = true
    },
    close() {
      const whole = demo.panes.map(({ id }) => recorders.get(id)?.close() ?? false)
      return !whole.includes(false)
    },
  }
}
