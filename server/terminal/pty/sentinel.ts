/** Finds one byte sequence in a stream that may cut it anywhere. */
export interface Sentinel {
  readonly bytes: Uint8Array
  /**
   * `before` may be passed on now. `found`: the sentinel was in `data`, and what follows it is
   * dropped.
   */
  push(data: Uint8Array): { readonly before: Uint8Array; readonly found: boolean }
  /** The bytes that were held back because they might have been its beginning. */
  rest(): Uint8Array
}

/**
 * An OSC sequence of our own with a secret number. It is written into the terminal when its child
 * has ended: what comes out before it is everything that the child wrote. The number has only
 * digits, so that it survives a terminal left in upper case (`stty olcuc`).
 */
export function createSentinel(secret: string): Sentinel {
  const bytes = Buffer.from(`\x1b]7337;${secret}\x1b\\`, 'latin1')
  let held: Buffer = Buffer.alloc(0)
  return {
    bytes,
    push(data) {
      const all = Buffer.concat([held, data])
      const at = all.indexOf(bytes)
      held = Buffer.alloc(0)
      if (at >= 0) return { before: all.subarray(0, at), found: true }
      const keep = overlap(all, bytes)
      held = all.subarray(all.length - keep)
      return { before: all.subarray(0, all.length - keep), found: false }
    },
    rest() {
      const rest = held
      held = Buffer.alloc(0)
      return rest
    },
  }
}

/** How many bytes at the end of `all` are a beginning of `wanted`. */
function overlap(all: Buffer, wanted: Buffer): number {
  for (let n = Math.min(all.length, wanted.length - 1); n > 0; n--)
    if (all.subarray(all.length - n).equals(wanted.subarray(0, n))) return n
  return 0
}
