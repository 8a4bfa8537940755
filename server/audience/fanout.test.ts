import { describe, expect, test } from 'vitest'
import { fakeClock } from '../../test/support/fake-clock.ts'
import { createFanout, QUEUE_LIMIT, SNAPSHOT_EVERY, type Parcel } from './fanout.ts'

/** A listener whose network takes nothing until it is drained. */
function stalled(stuck = true) {
  const got: Parcel[] = []
  let queue = 0
  const take = (parcel: Parcel) => {
    got.push(parcel)
    if (stuck) queue += parcel.length
  }
  return {
    got,
    drain: () => (queue = 0),
    listener: { send: take, sendBinary: take, buffered: () => queue },
  }
}

function setup() {
  const clock = fakeClock()
  let version = 0
  const fanout = createFanout({ clock, snapshot: () => [`snapshot ${(version += 1)}`] })
  return { clock, fanout }
}
const KILOBYTE = new Uint8Array(1024)

describe('followers', () => {
  test('hear the snapshot first, and then the same bytes, which are not copied', () => {
    const { fanout } = setup()
    const [a, b] = [stalled(false), stalled(false)]
    fanout.join(a.listener)
    fanout.send(KILOBYTE)
    fanout.join(b.listener)
    fanout.send('text')
    expect(a.got).toEqual(['snapshot 1', KILOBYTE, 'text'])
    expect(a.got[1]).toBe(KILOBYTE)
    expect(b.got).toEqual(['snapshot 2', 'text'])
  })
  test('hear nothing after they have left', () => {
    const { fanout } = setup()
    const a = stalled(false)
    const leave = fanout.join(a.listener)
    leave()
    leave()
    fanout.send('late')
    expect(a.got).toEqual(['snapshot 1'])
    expect(fanout.size()).toBe(0)
  })
})

describe('a follower that stops reading', () => {
  test('has no more than the limit waiting, however much is sent', () => {
    const { fanout } = setup()
    const slow = stalled()
    fanout.join(slow.listener)
    for (let i = 0; i < 10_000; i++) fanout.send(KILOBYTE)
    expect(slow.listener.buffered()).toBeLessThanOrEqual(QUEUE_LIMIT)
    expect(fanout.behind()).toBe(1)
  })
  test('keeps nobody else waiting', () => {
    const { fanout } = setup()
    const [slow, quick] = [stalled(), stalled(false)]
    fanout.join(slow.listener)
    fanout.join(quick.listener)
    for (let i = 0; i < 1_000; i++) fanout.send(KILOBYTE)
    expect(quick.got).toHaveLength(1_001)
  })
  test('gets a snapshot once it has drained, and then the stream again', () => {
    const { clock, fanout } = setup()
    const slow = stalled()
    fanout.join(slow.listener)
    for (let i = 0; i < 300; i++) fanout.send(KILOBYTE)
    const before = slow.got.length
    clock.advance(10_000)
    expect(slow.got).toHaveLength(before) // not drained: nothing
    slow.drain()
    clock.advance(1_000)
    expect(slow.got.slice(before)).toEqual(['snapshot 2'])
    fanout.send('after')
    expect(slow.got.slice(before)).toEqual(['snapshot 2', 'after'])
    expect(fanout.behind()).toBe(0)
  })
  test('gets snapshots no faster than once a second', () => {
    const { clock, fanout } = setup()
    const slow = stalled()
    fanout.join(slow.listener)
    let snapshots = 0
    for (let second = 0; second < 10; second++) {
      for (let i = 0; i < 4; i++) {
        for (let k = 0; k < 300; k++) fanout.send(KILOBYTE)
        slow.drain()
        clock.advance(SNAPSHOT_EVERY / 4)
      }
      snapshots = slow.got.filter((parcel) => typeof parcel === 'string').length
    }
    expect(snapshots).toBeGreaterThan(5)
    expect(snapshots).toBeLessThanOrEqual(11)
  })
  test('leaves no timer running when it has left', () => {
    const { clock, fanout } = setup()
    const slow = stalled()
    const leave = fanout.join(slow.listener)
    for (let i = 0; i < 300; i++) fanout.send(KILOBYTE)
    leave()
    const before = slow.got.length
    slow.drain()
    clock.advance(10_000)
    expect(slow.got).toHaveLength(before)
  })
})
