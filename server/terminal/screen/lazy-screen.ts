import type { Size } from '../../../core/base/event.ts'
import { skips } from './skip-scroll.ts'
import { createScreen, inside, type Screen, type ScreenOptions } from './headless-screen.ts'

/** A screen that parses only when somebody looks, and of a flood only what can still be seen. */
export interface LazyScreen extends Screen {
  /** A query: parsed now, with all before it, so that its answer comes on return. */
  ask(query: Uint8Array): void
}

/**
 * What may wait. A look at the screen has to parse it in one turn: mostly a millisecond, but 60 ms of a
 * program that does nothing but go to and fro between the two screens. A screen of the largest size,
 * of which a flood leaves all, is 18 KB.
 */
const WAITING = 32 * 1024

/**
 * A screen beside a log that nobody may be looking at. Whatever is asked of it, it answers as one
 * that parsed each byte as it came; what it is given must be output of the filter. It keeps no
 * scrollback. `room` is for tests that have little to say.
 */
export function createLazyScreen(
  size: Size,
  { room = WAITING, ...options }: Pick<ScreenOptions, 'clock'> & { readonly room?: number } = {},
): LazyScreen {
  const screen = createScreen(size, { ...options, scrollback: 0 })
  const { buffers, _inputHandler } = inside(screen)
  const waiting = new Uint8Array(room)
  let used = 0

  /**
   * Does each line feed at the cursor scroll up to the last row, and is no link begun? A link is
   * forgotten with its last line, so that empty lines would matter.
   */
  const scrolls = (rows: number) =>
    buffers.active.scrollBottom === rows - 1 &&
    buffers.active.y === rows - 1 &&
    _inputHandler._curAttrData.extended.urlId === 0

  function parse(data: Uint8Array): void {
    const { rows } = screen.size
    let at = 0
    for (const { from, to, pen } of skips(data, rows)) {
      screen.write(data.subarray(at, from))
      at = from
      if (!scrolls(rows)) continue
      screen.write(pen)
      at = to
    }
    screen.write(data.subarray(at))
  }
  /**
   * Takes out of what waits what need not even be parsed. Text and colour alone leave the cursor on
   * the last row, so that a flood of them is never parsed before somebody looks.
   */
  function thin(): void {
    const { rows } = screen.size
    if (!scrolls(rows)) return
    const [first] = skips(waiting.subarray(0, used), rows)
    if (first?.start !== 0) return
    const { from, to, pen } = first
    waiting.set(pen, from)
    waiting.copyWithin(from + pen.length, to, used)
    used -= to - from - pen.length
  }
  function settle(): void {
    const data = waiting.subarray(0, used)
    used = 0
    if (data.length > 0) parse(data)
  }
  /** The screen as it would be, had it never waited. */
  const settled = (): Screen => {
    settle()
    return screen
  }

  const late: LazyScreen = {
    get size() {
      return screen.size
    },
    write(bytes) {
      if (typeof bytes === 'string') return settled().write(bytes)
      if (used + bytes.length > room) {
        thin()
        // What is nearly full again would soon be looked through again.
        if (used + bytes.length > room || used > room / 2) settle()
      }
      if (bytes.length > room) return parse(bytes)
      waiting.set(bytes, used)
      used += bytes.length
    },
    ask: (query) => settled().write(query),
    resize: (to) => settled().resize(to),
    snapshot: () => settled().snapshot(),
    lines: () => settled().lines(),
    row: () => settled().row(),
    text: (from, to) => settled().text(from, to),
    scrollback: () => settled().scrollback(),
    onReply: (reply) => screen.onReply(reply),
    dispose: () => screen.dispose(),
  }
  return late
}
