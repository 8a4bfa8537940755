import { describe, expect, it } from 'vitest'
import type { Role } from '../../core/protocol/messages.ts'
import { createLease } from './control-lease.ts'

const holder = () => {
  const roles: Role[] = []
  return { roles, role: (role: Role) => void roles.push(role), wake: () => {}, press: () => {} }
}

describe('the lease', () => {
  it('belongs to the first window, and is free again when that window has gone', () => {
    const lease = createLease()
    const [one, two, three] = [holder(), holder(), holder()]
    const leave = lease.enter(one)
    lease.enter(two)
    leave()
    lease.enter(three)
    expect([one.roles, two.roles, three.roles]).toEqual([['presenter'], ['mirror'], ['presenter']])
  })
  it('goes to a new connection of the page that has control', () => {
    const lease = createLease()
    const [dead, other, back] = [holder(), holder(), holder()]
    const bury = lease.enter(dead, { page: 'one' })
    lease.enter(other, { page: 'two' })
    lease.enter(back, { page: 'one' })
    expect([dead.roles, other.roles, back.roles]).toEqual([
      ['presenter', 'mirror'],
      ['mirror'],
      ['presenter'],
    ])
    bury()
    expect(lease.holds(back)).toBe(true)
  })
  it('does not go back to a page from which it was taken', () => {
    const lease = createLease()
    const [dead, other, back] = [holder(), holder(), holder()]
    lease.enter(dead, { page: 'one' })
    lease.enter(other, { page: 'two' })
    lease.take(other)
    lease.enter(back, { page: 'one' })
    expect([lease.holds(other), back.roles]).toEqual([true, ['mirror']])
  })
  it('does not go to a window that only looks on, until that window asks for it', () => {
    const lease = createLease()
    const [looks, stage] = [holder(), holder()]
    lease.enter(looks, { as: 'mirror' })
    lease.enter(stage)
    expect([lease.holds(looks), lease.holds(stage)]).toEqual([false, true])
    lease.take(looks)
    expect([looks.roles, stage.roles]).toEqual([
      ['mirror', 'presenter'],
      ['presenter', 'mirror'],
    ])
    // And gives it back, never to another one that only looks on.
    lease.enter(holder(), { as: 'mirror' })
    expect([lease.give(stage), lease.give(looks), lease.holds(stage)]).toEqual([false, true, true])
    expect(lease.give(stage)).toBe(false)
    // Nobody gives what another window has.
    const second = holder()
    lease.enter(second)
    expect([lease.give(second), lease.holds(stage)]).toEqual([false, true])
    expect([lease.give(stage), lease.holds(second)]).toEqual([true, true])
  })
})
