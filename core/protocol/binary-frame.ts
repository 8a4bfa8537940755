/**
 * The one binary frame of the wire, server to browser: a channel (16 bits), the byte offset of the
 * first byte in its session's log (48 bits), both big-endian, then the bytes.
 */
export const FRAME_HEADER = 8

export interface BinaryFrame {
  readonly channel: number
  readonly offset: number
  readonly bytes: Uint8Array
}

/** Writes the frame into `room`, which must be long enough; without it into a fresh array. */
export function encodeFrame(
  { channel, offset, bytes }: BinaryFrame,
  room?: Uint8Array,
): Uint8Array {
  const length = FRAME_HEADER + bytes.length
  const frame = room?.subarray(0, length) ?? new Uint8Array(length)
  const view = new DataView(frame.buffer, frame.byteOffset)
  view.setUint16(0, channel)
  view.setUint16(2, Math.floor(offset / 2 ** 32))
  view.setUint32(4, offset % 2 ** 32)
  frame.set(bytes, FRAME_HEADER)
  return frame
}

/** Null for data that is too short to be a frame. The bytes are a view of `data`, not a copy. */
export function decodeFrame(data: Uint8Array): BinaryFrame | null {
  if (data.length < FRAME_HEADER) return null
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
  return {
    channel: view.getUint16(0),
    offset: view.getUint16(2) * 2 ** 32 + view.getUint32(4),
    bytes: data.subarray(FRAME_HEADER),
  }
}
