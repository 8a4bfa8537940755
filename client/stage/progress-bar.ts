import type { Playhead } from '../../core/playback/driver.ts'
import type { Ms } from '../../core/base/event.ts'
import { createElement } from '../base/dom.ts'
import { duration } from '../base/labels.ts'

/** The line under a recording that says how far it is, and can be taken to another place. */
export interface Progress {
  readonly element: HTMLElement
  /** Shows where the recording is now, or nothing where there is none to go about in. */
  update(): void
  stop(): void
}

export interface ProgressOptions {
  readonly label: string
  /** Null: nothing is recorded here, or it is live. */
  readonly playhead: () => Playhead | null
  readonly seek: (at: Ms) => void
  /** False in a window that looks on. */
  readonly allowed: () => boolean
}

/** In a shorter step there is nothing to look for. */
export const SHORT: Ms = 10_000

/** How often the line is drawn anew: it is some pixels longer then, in a long recording none. */
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
    // A script's pointer is not a hand's, and a window that looks on moves nothing.
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
  // It is no click into the terminal, which would ask for the keyboard.
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
