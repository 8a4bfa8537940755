/** The content of one terminal in one painted frame. */
export interface Frame {
  readonly pane: string
  /** Milliseconds of the page's own clock, when all code of the frame had run. */
  readonly at: number
  readonly mode: string
  /** The screen of the terminal, without blanks at its ends. */
  readonly text: string
}

/**
 * Keeps the contents of the terminals at the end of every animation frame, after all code that runs
 * in it: what is painted, and nothing that only existed between two frames. Runs in the page; the
 * result is in `cuecastFilm`.
 */
export function film(): void {
  const kept: Frame[] = []
  Object.assign(globalThis, { cuecastFilm: kept })
  const native = requestAnimationFrame.bind(globalThis)
  const waiting = new Map<number, FrameRequestCallback>()
  let count = 0
  globalThis.requestAnimationFrame = (run) => {
    waiting.set(++count, run)
    return count
  }
  globalThis.cancelAnimationFrame = (id) => void waiting.delete(id)
  const frame = (now: number) => {
    const runs = [...waiting.values()]
    waiting.clear()
    for (const run of runs) run(now)
    const at = performance.now()
    for (const cell of document.querySelectorAll<HTMLElement>('section.present [data-pane]')) {
      const rows = cell.querySelector('.xterm-rows')
      if (!rows) continue
      const text = rows.textContent.trim()
      const mode = cell.querySelector<HTMLElement>('.pane')?.dataset['mode'] ?? ''
      kept.push({ pane: cell.dataset['pane'] ?? '', at, mode, text })
    }
    native(frame)
  }
  native(frame)
}
