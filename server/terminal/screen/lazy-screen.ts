import type { Size } from '../../../core/base/event.ts'
import { skips } from './skip-scroll.ts'
import { createScreen, inside, type Screen, type ScreenOptions } from './headless-screen.ts'

/**
 * A screen that parses output only when it is asked for it, and of a flood only what can still be
 * seen.
 */
export interface LazyScreen extends Screen {
  /**
   * Takes a question of the program. It is parsed now with everything before it, so the answer is
   * given before this returns.
   */
  ask(query: Uint8Array): void
}

/**
 * Bytes that may wait unparsed. Asking for the screen parses them in one turn: mostly a millisecond,
 * but 60 ms for a program that only switches between the two screens. The text of the largest screen
 * is 18 KB.
 */
const WAITING = 32 * 1024

/**
 * The screen beside a session's log; often nobody looks at it. It answers like a screen that parsed
 * each byte at once. It takes only sanitized output, and keeps no scrollback. Tests with little
 * output set `room`.
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
   * Whether each line feed at the cursor scrolls the whole screen and no link is open. xterm
   * forgets a link with its last line, so with an open link even empty lines matter.
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
   * Removes bytes from the waiting ones that need not even be parsed. Text and colour leave the
   * cursor on the last row, so a flood of them is not parsed before the screen is asked for.
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
  /** Returns the screen as if nothing had ever waited. */
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
        // A buffer that is still half full would soon be thinned again.
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
    standing: () => settled().standing(),
    applicationKeys: () => settled().applicationKeys(),
    scrollback: () => settled().scrollback(),
    onReply: (reply) => screen.onReply(reply),
    dispose: () => screen.dispose(),
  }
  return late
}
