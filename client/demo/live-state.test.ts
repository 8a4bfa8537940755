import { describe, expect, it } from 'vitest'
import { fakeClock } from '../../test/support/fake-clock.ts'
import { welcomeOf } from './live-state.ts'
import type { Connection } from '../connection/types.ts'

/** A page at its start, and what the server says to it. */
function setUp() {
  const clock = fakeClock()
  const hear: Record<string, (what: unknown) => void> = {}
  const connection = Object.fromEntries(
    ['onWelcome', 'onStatus', 'onLive', 'onPosition'].map((name) => [
      name,
      (tell: (what: unknown) => void) => (hear[name] = tell),
    ]),
  ) as unknown as Connection
  const welcome = welcomeOf(connection, clock)
  let come = false
  void welcome.come.then(() => (come = true))
  return {
    clock,
    known: welcome.known,
    says: (name: string, what: unknown) => hear[name]!(what),
    async come() {
      await Promise.resolve()
      return come
    },
  }
}
const LIVE = { one: { ok: true } }
const PLACE = { h: 1 }

describe('the first message of the server', () => {
  it('is waited for, and known with everything that followed', async () => {
    const page = setUp()
    expect(await page.come()).toBe(false)
    page.says('onWelcome', { live: LIVE, position: PLACE })
    expect(await page.come()).toBe(true)
    expect(page.known()).toMatchObject({ live: LIVE, position: PLACE })
    // A recording is still loading, and the talk continues in another window.
    page.says('onLive', { one: { ok: false, why: 'no' } })
    page.says('onPosition', { h: 2 })
    expect(page.known()).toMatchObject({ live: { one: { ok: false } }, position: { h: 2 } })
  })
  it('is not waited for longer than 3 s, and still known when it comes after that', async () => {
    const page = setUp()
    page.clock.advance(2_999)
    expect(await page.come()).toBe(false)
    page.clock.advance(1)
    expect(await page.come()).toBe(true)
    expect(page.known()).toEqual({ live: {}, position: null })
    page.says('onWelcome', { live: LIVE, position: PLACE })
    expect(page.known()).toMatchObject({ live: LIVE, position: PLACE })
  })
  it('is not waited for where the server has refused this page', async () => {
    const page = setUp()
    page.says('onStatus', { at: 'connecting' })
    expect(await page.come()).toBe(false)
    page.says('onStatus', { at: 'refused' })
    expect(await page.come()).toBe(true)
  })
})
