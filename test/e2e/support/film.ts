/** What one terminal shows in one frame, as it was painted. */
export interface Frame {
  readonly pane: string
  /** Milliseconds of the page's own clock, when all that runs in the frame had run. */
  readonly at: number
  readonly mode: string
  /** The screen of the terminal, without what is blank at its ends. */
  readonly text: string
}

/**
 * Keeps what stands in the terminals at the end of every animation frame, after all that runs in
 * it: what is painted, and nothing that only existed between two frames. Runs in the page, which
 * finds them in `cuecastFilm`.
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
