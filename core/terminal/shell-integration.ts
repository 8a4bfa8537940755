import type { Ms } from '../base/event.ts'
import type { Mark } from './port.ts'

/**
 * The mark in an OSC 133 of our rc files: `B` ends a prompt, `P;k=s` begins a continuation prompt,
 * `C` follows a command that was read, `D;<status>` its end. Undefined for `A` and anything else.
 */
export function markOf(fields: readonly string[], at: Ms): Mark | undefined {
  switch (fields[0]) {
    case 'B':
      return { type: 'mark', at, mark: 'ready' }
    case 'P':
      return fields[1] === 'k=s' ? { type: 'mark', at, mark: 'continued' } : undefined
    case 'C':
      return { type: 'mark', at, mark: 'started' }
    case 'D':
      return /^\d{1,3}$/.test(fields[1] ?? '')
        ? { type: 'mark', at, mark: 'finished', status: Number(fields[1]) }
        : undefined
    default:
      return undefined
  }
}
