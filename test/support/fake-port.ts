import type { Size } from '../../core/base/event.ts'
import { blank } from '../../core/base/event.ts'
import { plainText } from '../../core/terminal/plain-text.ts'
import type { Mark, Port } from '../../core/terminal/port.ts'
import type { Signal } from '../../core/base/event.ts'

export interface FakePort extends Port {
  /** Everything that was written, keystroke by keystroke. */
  readonly written: string[]
  say(signal: Signal | Mark): void
  print(text: string): void
  /** Returns to the prompt, as after Ctrl-C. */
  interrupt(): void
}

/**
 * A fake terminal: it echoes, and at Enter asks `answer` for the command's output and exit status;
 * without an answer the command hangs.
 */
export function fakePort(
  size: Size,
  answer: (line: string) => { prints: string; status: number } | null,
): FakePort {
  const emits = new Set<(signal: Signal | Mark) => void>()
  const encoder = new TextEncoder()
  const written: string[] = []
  let line = ''
  let ready = true
  let printed = ''
  const say = (signal: Signal | Mark) => emits.forEach((emit) => emit(signal))
  const print = (text: string) => {
    printed += text
    say({ type: 'output', at: 0, data: encoder.encode(text) })
  }
  function enter(): void {
    const result = answer(line)
    line = ''
    ready = false
    print('\r\n')
    say({ type: 'mark', at: 0, mark: 'started' })
    if (!result) return
    if (result.prints !== '') print(result.prints)
    say({ type: 'mark', at: 0, mark: 'finished', status: result.status })
    print('$ ')
    ready = true
    say({ type: 'mark', at: 0, mark: 'ready' })
  }
  return {
    written,
    say,
    print,
    ready: () => ready,
    standing() {
      const lines = plainText(printed).split('\n')
      return { lines, cursor: { line: lines.length - 1, column: lines.at(-1)?.length ?? 0 } }
    },
    applicationKeys: () => false,
    interrupt() {
      line = ''
      print('^C\r\n$ ')
      say({ type: 'mark', at: 0, mark: 'finished', status: 130 })
      ready = true
      say({ type: 'mark', at: 0, mark: 'ready' })
    },
    attach(emit) {
      emits.add(emit)
      emit({ type: 'reset', snapshot: blank(size) })
      return () => void emits.delete(emit)
    },
    write(data) {
      written.push(data)
      for (const char of data) {
        if (char === '\r') enter()
        else if (char !== '\f') {
          line += char
          print(char)
        }
      }
    },
  }
}
