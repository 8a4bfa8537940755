import type { Size } from '../../core/base/event.ts'
import type { Segment } from '../../core/recording/take.ts'
import { createScreen } from '../terminal/screen/headless-screen.ts'

/** Lines that are kept of a step's output; of a longer one the end counts. */
const KEPT = 20_000

/**
 * What a step showed, as text: from the line on which it began to the last, what has scrolled away
 * included, and a line that the width broke as one. A step that went about on the screen, or cleared
 * it, showed what the whole screen holds in the end.
 */
export function stepText({ opening, events }: Segment, size: Size): string {
  const screen = createScreen(size, { scrollback: KEPT })
  screen.write(opening.screen)
  const from = screen.row()
  const above = screen.text(0, from)
  for (const event of events) {
    if (event.type === 'output') screen.write(event.data)
    else if (event.type === 'resize') screen.resize(event.size)
  }
  const text = screen.text(screen.text(0, from) === above ? from : 0)
  screen.dispose()
  return text
}
