import type { Clock } from '../../../core/base/clock.ts'
import type { Size, Snapshot, Stop } from '../../../core/base/event.ts'
import type { ScreenText } from '../../../core/terminal/drawn.ts'
import { createSanitizer } from '../../../core/terminal/sanitize/sanitizer.ts'
import { createLazyScreen } from '../screen/lazy-screen.ts'
import { createLog, type Log } from './output-log.ts'
import { createRedactingStream } from './redacting-stream.ts'

export interface OutputPipelineOptions {
  readonly size: Size
  readonly clock: Clock
  /** The secret in the shell's own marks. */
  readonly aid: string
  /** Literal values that nobody may see. */
  readonly redact?: readonly string[] | undefined
  /** The size of the log in bytes. */
  readonly ring?: number | undefined
}

export interface OutputPipelineEvents {
  /** Called when the screen and the log hold these bytes. They stay valid until the turn ends. */
  output(kept: Uint8Array): void
  /** Called with the fields of a mark of our own, in its place between the bytes. */
  mark(fields: readonly string[]): void
}

/** The way of a program's output to the screen and the log. */
export interface OutputPipeline {
  readonly log: Log
  /** Takes bytes that were read. It has used them when it returns. */
  push(bytes: Uint8Array): void
  size(): Size
  resize(size: Size): void
  snapshot(): Snapshot
  standing(): ScreenText
  applicationKeys(): boolean
  /** Calls `reply` with the screen's answers to questions of the program. */
  onReply(reply: (data: string) => void): Stop
  /** Ends the output: what was held back is passed on. */
  end(): void
  dispose(): void
}

/**
 * Sanitizes, then redacts, then writes to the screen and the log, then tells. Secrets are searched
 * in the sanitized text, because that is what would be seen. A reader that attaches or resets while
 * the bytes are told finds them in the screen and the log, and so sees them exactly once.
 */
export function createOutputPipeline(
  options: OutputPipelineOptions,
  events: OutputPipelineEvents,
): OutputPipeline {
  const { clock, aid, redact: secrets = [] } = options
  let { size } = options
  const log = createLog(options.ring)
  const screen = createLazyScreen(size, { clock })
  const redactor = createRedactingStream(
    { secrets, size, clock },
    {
      bytes(data) {
        screen.write(data)
        events.output(log.append(data))
      },
      mark: (fields) => events.mark(fields),
      // Only this screen answers the program; the terminals in the pages never do.
      query: (data) => screen.ask(data),
    },
  )
  const sanitizer = createSanitizer({ size, aid }, redactor)
  return {
    log,
    push: (bytes) => sanitizer.push(bytes),
    size: () => size,
    resize(to) {
      size = to
      screen.resize(to)
      sanitizer.resize(to)
      redactor.resize(to)
    },
    snapshot: () => screen.snapshot(),
    standing: () => screen.standing(),
    applicationKeys: () => screen.applicationKeys(),
    onReply: (reply) => screen.onReply(reply),
    end() {
      sanitizer.end()
      redactor.end()
    },
    dispose: () => screen.dispose(),
  }
}
