// Stands in for core/filter.ts and server/screen.ts, and goes when they are there.
import type { Size, Snapshot, Stop } from '../core/event.ts'
export function createFilter(
  options: { size: Size; aid?: string },
  to: {
    bytes(b: Uint8Array): void
    mark?(fields: string[]): void
    query?(b: Uint8Array): void
  },
) {
  return {
    push(b: Uint8Array) {
      let rest = Buffer.from(b).toString('latin1')
      for (;;) {
        const found = /\x1b\]133;([^\x07]*)\x07/.exec(rest)
        if (!found) break
        if (found.index > 0) to.bytes(Buffer.from(rest.slice(0, found.index), 'latin1'))
        const fields = (found[1] ?? '').split(';')
        if (fields.includes(`aid=${options.aid}`))
          to.mark?.(fields.filter((f) => !f.startsWith('aid=')))
        rest = rest.slice(found.index + found[0].length)
      }
      if (rest !== '') to.bytes(Buffer.from(rest, 'latin1'))
    },
    end() {},
    resize(_size: Size) {},
  }
}
export function createScreen(size: Size, _o?: { scrollback?: number }) {
  let text = ''
  return {
    size,
    write(b: Uint8Array | string) {
      text += typeof b === 'string' ? b : Buffer.from(b).toString('latin1')
    },
    resize(_size: Size) {},
    snapshot: (): Snapshot => ({ size, screen: text }),
    onReply(_cb: (data: string) => void): Stop {
      return () => {}
    },
    dispose() {},
  }
}
