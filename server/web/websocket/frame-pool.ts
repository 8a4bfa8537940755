import { encodeFrame, FRAME_HEADER } from '../../../core/protocol/binary-frame.ts'
import type { BinaryFrame } from '../../../core/protocol/binary-frame.ts'
import type { Peer } from './socket-server.ts'
import { BLOCK } from '../../terminal/session/output-log.ts'

/** Arrays that are kept: as many as fill the 256 KB that may wait in a socket, and one more. */
const SPARE = 5

/**
 * Sends frames from arrays that are reused. In a flood of output, a new array of 64 KB for each frame
 * would be garbage a thousand times a second.
 */
export function createFrames(): { send(peer: Pick<Peer, 'sendBinary'>, frame: BinaryFrame): void } {
  const spare: Uint8Array[] = []
  return {
    send(peer, frame) {
      if (frame.bytes.length > BLOCK) return peer.sendBinary(encodeFrame(frame))
      const room = spare.pop() ?? new Uint8Array(FRAME_HEADER + BLOCK)
      peer.sendBinary(encodeFrame(frame, room), () => {
        if (spare.length < SPARE) spare.push(room)
      })
    },
  }
}
