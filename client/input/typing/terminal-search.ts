import type { Stage } from '../../stage/stage.ts'
import type { KeyboardCapture } from './keyboard-capture.ts'
import type { PartsLoader } from '../parts-loader.ts'

/** Searches a terminal, and gives the keyboard back to the pane that had it before. */
export interface TerminalSearch {
  /** Whether the search has the keyboard; what is typed while it is being loaded is for it too. */
  readonly on: boolean
  find(stage: Stage): Promise<void>
  step(direction: 'older' | 'newer'): void
  /** Closes the search; the pane that was searched gets back the keyboard that it had. */
  end(): void
  /** Closes the search, and gives the keyboard to nobody. */
  drop(): void
}

export function createTerminalSearch(
  parts: PartsLoader,
  capture: Pick<KeyboardCapture, 'box' | 'hold' | 'meant' | 'release'>,
  current: () => Stage | undefined,
): TerminalSearch {
  let loading = false
  /** Whether the pane that is searched had the keyboard. */
  let back = false
  return {
    get on() {
      return loading || (parts.search?.open ?? false)
    },
    async find(stage) {
      const box = capture.meant(stage)
      if (!box) return
      back ||= capture.box === box
      capture.release()
      loading = true
      const loaded = await parts.load()
      loading = false
      if (loaded && current() === stage) loaded.search.show(box)
    },
    step: (direction) => parts.search?.step(direction),
    end() {
      const stage = current()
      const box = parts.search?.close() ?? null
      if (back && box && stage?.panes.includes(box)) capture.hold(stage, box)
      back = false
    },
    drop() {
      back = false
      parts.search?.close()
    },
  }
}
