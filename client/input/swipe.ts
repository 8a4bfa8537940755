import type { Stop } from '../../core/base/event.ts'

/** CSS pixels that a finger moves across in a swipe, while it moves less than half as far up or down. */
const FAR = 60

/** Hears swipes on a touch screen, but not those on something that scrolls sideways itself. */
export function onSwipe(root: HTMLElement, act: (action: 'next' | 'back') => void): Stop {
  let start: { x: number; y: number } | null = null
  const down = ({ touches, target }: TouchEvent) => {
    const touch = touches[0]
    start =
      touches.length === 1 && touch && !scrolls(target)
        ? { x: touch.clientX, y: touch.clientY }
        : null
  }
  const up = (event: TouchEvent) => {
    const touch = event.changedTouches[0]
    if (!start || !touch || !event.isTrusted) return
    const across = touch.clientX - start.x
    const along = touch.clientY - start.y
    start = null
    if (Math.abs(across) < FAR || Math.abs(along) > Math.abs(across) / 2) return
    act(across < 0 ? 'next' : 'back')
  }
  root.addEventListener('touchstart', down, { passive: true })
  root.addEventListener('touchend', up)
  return () => {
    root.removeEventListener('touchstart', down)
    root.removeEventListener('touchend', up)
  }
}

function scrolls(target: EventTarget | null): boolean {
  for (let at = target instanceof Element ? target : null; at; at = at.parentElement)
    if (at.matches('pre, table, .pane-body') && at.scrollWidth > at.clientWidth) return true
  return false
}
