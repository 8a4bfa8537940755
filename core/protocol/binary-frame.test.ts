import { describe, expect, it } from 'vitest'
import { decodeFrame, encodeFrame } from './binary-frame.ts'

describe('a frame', () => {
  it.each([0, 1, 2 ** 32 - 1, 2 ** 32, 2 ** 40 + 7])(
    'carries the offset %i and its bytes',
    (offset) => {
      const frame = { channel: 513, offset, bytes: new Uint8Array([1, 2, 3]) }
      expect(decodeFrame(encodeFrame(frame))).toEqual(frame)
    },
  )
  it('is nothing when it is too short', () => {
    expect(decodeFrame(new Uint8Array(7))).toBe(null)
  })
  it('is read where it lies in a larger buffer', () => {
    const around = new Uint8Array([
      9,
      ...encodeFrame({ channel: 1, offset: 5, bytes: new Uint8Array([7]) }),
    ])
    expect(decodeFrame(around.subarray(1))).toEqual({
      channel: 1,
      offset: 5,
      bytes: new Uint8Array([7]),
    })
  })
})
