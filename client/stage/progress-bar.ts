import type { Playhead } from '../../core/playback/driver.ts'
import type { Ms } from '../../core/base/event.ts'
import { createElement } from '../base/dom.ts'
import { duration } from '../base/labels.ts'

/** The line under a recording that shows how far it is, and moves it when it is dragged. */
export interface Progress {
  readonly element: HTMLElement
  /** Shows where the recording is now; the line is hidden where there is none, or a short one. */
  update(): void
  stop(): void
}

export interface ProgressOptions {
  readonly label: string
  /** Null where the pane is live or has no recording. */
  readonly playhead: () => Playhead | null
  readonly seek: (at: Ms) => void
  /** Whether this window may move the recording; one that looks on may not. */
  readonly allowed: () => boolean
}

/** A shorter recording has no line: there is nothing to look for in it. */
export const SHORT: Ms = 10_000

/** Milliseconds between two updates of the line, in which it grows by a few pixels at most. */
const TICK = 250

export function createProgress({ label, playhead, seek, allowed }: ProgressOptions): Progress {
  const element = createElement('div', 'playhead')
  const done = createElement('span', 'playhead-done')
  element.append(done)
  element.hidden = true
  element.tabIndex = 0
  element.setAttribute('role', 'slider')
  element.setAttribute('aria-label', label)
  element.setAttribute('aria-valuemin', '0')

  let dragging: { at: Ms; length: Ms } | null = null
  let frame = 0

  function update(): void {
    const head = playhead()
    const shown = head !== null && head.length >= SHORT
    element.hidden = !shown
    if (!shown) return
    const at = dragging?.at ?? head.at
    element.style.setProperty('--done', String(at / head.length))
    const seconds = (ms: Ms) => String(Math.round(ms / 1000))
    element.setAttribute('aria-valuemax', seconds(head.length))
    element.setAttribute('aria-valuenow', seconds(at))
    element.setAttribute('aria-valuetext', `${duration(at)} of ${duration(head.length)}`)
    element.title = `${duration(at)} of ${duration(head.length)} · [ and ] go 5 s`
  }

  function follow({ clientX }: PointerEvent): Ms | null {
    if (!dragging) return null
    const { left, width } = element.getBoundingClientRect()
    // The last pixel is the end.
    const part = Math.min(1, Math.max(0, (clientX - left) / (width - 1)))
    dragging.at = part * dragging.length
    update()
    return dragging.at
  }
  function move(event: PointerEvent): void {
    const at = follow(event)
    if (at === null) return
    // A pointer moves more often than a screen is drawn.
    cancelAnimationFrame(frame)
    frame = requestAnimationFrame(() => seek(at))
  }
  element.addEventListener('pointerdown', (event) => {
    const head = playhead()
    // Scripts move nothing, and neither does a window that looks on.
    if (!event.isTrusted || !head || event.button !== 0 || !allowed()) return
    event.preventDefault()
    element.setPointerCapture(event.pointerId)
    dragging = { at: head.at, length: head.length }
    element.classList.add('sought')
    const at = follow(event)
    if (at !== null) seek(at)
  })
  element.addEventListener('pointermove', move)
  const drop = () => {
    dragging = null
    element.classList.remove('sought')
  }
  element.addEventListener('pointerup', drop)
  element.addEventListener('pointercancel', drop)
  // A click into the terminal would ask for the keyboard, and this is none.
  element.addEventListener('click', (event) => event.stopPropagation())

  const ticking = setInterval(update, TICK)
  return {
    element,
    update,
    stop() {
      clearInterval(ticking)
      cancelAnimationFrame(frame)
      drop()
      element.hidden = true
    },
  }
}
