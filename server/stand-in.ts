// Stands in for server/screen.ts, and goes when it is there.
import type { Size, Snapshot, Stop } from '../core/event.ts'
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
