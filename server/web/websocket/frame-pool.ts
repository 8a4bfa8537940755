import { encodeFrame, FRAME_HEADER } from '../../../core/protocol/binary-frame.ts'
import type { BinaryFrame } from '../../../core/protocol/binary-frame.ts'
import type { Peer } from './socket-server.ts'
import { BLOCK } from '../../terminal/session/output-log.ts'

/** As many as may wait in a socket (its 256 KB), and one. */
const SPARE = 5

/**
 * Sends frames from arrays that are used again and again: 64 KB for each frame of a flood would be
 * collected a thousand times a second.
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
