import { INPUT_LIMIT } from '../../core/protocol/messages.ts'

/** What is typed or pasted, in pieces that a message can hold. Never cut inside a character of two code units: half of one is none. */
export function pieces(data: string): string[] {
  if (data.length <= INPUT_LIMIT) return [data]
  const pair = /[\uD800-\uDBFF]/.test(data[INPUT_LIMIT - 1] ?? '')
  const cut = pair ? INPUT_LIMIT - 1 : INPUT_LIMIT
  return [data.slice(0, cut), ...pieces(data.slice(cut))]
}
