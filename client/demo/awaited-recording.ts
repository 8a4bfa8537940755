import type { DemoBundle } from '../../core/recording/bundle.ts'
import type { PaneId, StepId } from '../../core/demo/model.ts'
import { own } from '../../core/base/own.ts'
import type { Recording } from '../recording/recordings.ts'

export interface AwaitedOptions extends Partial<Recording> {
  /** Without `replays`, the recording is still to come. */
  readonly bundle: DemoBundle
  /** Asks for the recording. Null where it cannot be had now. */
  readonly load?: () => Promise<void> | null
}

/** The recording of one demo, which may still be on its way. */
export interface AwaitedRecording {
  /** Without a take until the recording has come. */
  readonly bundle: DemoBundle
  readonly loading: boolean
  /** Asks for it. Null where it is here, or cannot be had now. */
  readonly load: () => Promise<void> | null
  /** It has come. False where it was here already, and nothing changes. */
  come(recording: Recording): boolean
  /** Loads the long parts of a step. Null where they are here, or the recording is not. */
  ahead(step: StepId): Promise<void> | null
  /** Whether it holds the step of this index in this pane; true as long as nobody can know. */
  readonly covers: (step: number, pane: PaneId) => boolean
}

/** `changed` is called when loading begins and when it ends. */
export function createAwaitedRecording(
  options: AwaitedOptions,
  changed: () => void,
): AwaitedRecording {
  let { bundle, ahead } = options
  let here = options.replays !== undefined
  let loading = false
  return {
    get bundle() {
      return bundle
    },
    get loading() {
      return loading
    },
    load() {
      const coming = here ? null : (options.load?.() ?? null)
      if (coming === null || loading) return coming
      loading = true
      void coming.then(() => {
        loading = false
        changed()
      })
      changed()
      return coming
    },
    come(recording) {
      if (here) return false
      const { take, damage } = recording.bundle
      // The demo itself stays as this page read it first.
      bundle = damage ? { ...bundle, take, damage } : { ...bundle, take }
      ahead = recording.ahead
      here = true
      return true
    },
    ahead: (step) => ahead?.(step) ?? null,
    covers(step, pane) {
      if (!here) return true
      const id = bundle.demo.steps[step]?.id
      return own(bundle.take?.panes, pane)?.segments.some((one) => one.step === id) ?? false
    },
  }
}
