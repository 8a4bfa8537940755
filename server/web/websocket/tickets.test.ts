import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { fakeClock } from '../../../test/support/fake-clock.ts'
import { Close } from '../../../core/protocol/messages.ts'
import { Secret, systemEntropy } from '../../base/secret.ts'
import { createTickets, FAILURES, REFUSAL, TICKET_LIFE } from './tickets.ts'

/** Unlike any other call's, and the same in every run. */
function counted() {
  let calls = 0
  return (size: number) => {
    calls += 1
    return Uint8Array.from({ length: size }, (_, i) => (calls * 31 + i * 7) % 256)
  }
}

function setup() {
  const clock = fakeClock()
  const tickets = createTickets(clock, counted())
  const enter = () => {
    const admission = tickets.authenticate({ ticket: tickets.issue().reveal() })
    if (!admission.ok || !admission.token) throw new Error('invariant: a fresh ticket is good')
    return admission.token.reveal()
  }
  const guess = (times: number, token = 'wrong guess') =>
    Array.from({ length: times }, () => tickets.authenticate({ token }))
  return { clock, tickets, enter, guess }
}

describe('a ticket, which opens one socket', () => {
  test('is exchanged once for a token, which is good from then on', () => {
    const { clock, tickets } = setup()
    const ticket = tickets.issue().reveal()
    const admission = tickets.authenticate({ ticket })
    expect(admission).toMatchObject({ ok: true })
    expect(tickets.authenticate({ ticket })).toMatchObject({ ok: false, code: Close.Unauthorised })
    const token = admission.ok ? admission.token?.reveal() : undefined
    expect(token).toBeDefined()
    clock.advance(24 * 60 * 60_000)
    expect(tickets.authenticate({ token })).toEqual({ ok: true })
    expect(tickets.authenticate({ token })).toEqual({ ok: true })
  })
  test('lives ten minutes and no longer', () => {
    const { clock, tickets } = setup()
    const [early, late] = [tickets.issue().reveal(), tickets.issue().reveal()]
    clock.advance(TICKET_LIFE - 1)
    expect(tickets.authenticate({ ticket: early })).toMatchObject({ ok: true })
    clock.advance(1)
    expect(tickets.authenticate({ ticket: late })).toMatchObject({
      ok: false,
      code: Close.Unauthorised,
    })
  })
  test('several may be out at a time', () => {
    const { tickets } = setup()
    const [a, b] = [tickets.issue().reveal(), tickets.issue().reveal()]
    expect(a).not.toBe(b)
    expect(tickets.authenticate({ ticket: b })).toMatchObject({ ok: true })
    expect(tickets.authenticate({ ticket: a })).toMatchObject({ ok: true })
  })
  test('is no token, and a token is no ticket', () => {
    const { tickets, enter } = setup()
    expect(tickets.authenticate({ token: tickets.issue().reveal() })).toMatchObject({ ok: false })
    expect(tickets.authenticate({ ticket: enter() })).toMatchObject({ ok: false })
  })
  test('a good token needs no ticket, a stale one is mended by a fresh ticket', () => {
    const { tickets, enter } = setup()
    expect(tickets.authenticate({ token: enter(), ticket: 'used.up' })).toEqual({ ok: true })
    const ticket = tickets.issue().reveal()
    const mended = tickets.authenticate({ token: 'of.yesterday', ticket })
    expect(mended).toMatchObject({ ok: true })
    expect(mended.ok && mended.token).toBeInstanceOf(Secret)
  })
  test('nothing at all is refused, and so is a right id with a wrong secret', () => {
    const { tickets } = setup()
    expect(tickets.authenticate({})).toMatchObject({ ok: false, code: Close.Unauthorised })
    const ticket = tickets.issue().reveal()
    const id = ticket.slice(0, 12)
    for (const wrong of [
      ...[id, id + id, `${id}x`, `${ticket}x`, ticket.slice(0, -1), ticket.slice(12)],
    ]) {
      expect(tickets.authenticate({ ticket: wrong })).toMatchObject({ ok: false })
    }
    expect(tickets.authenticate({ ticket })).toMatchObject({ ok: true })
  })
  test('has 256 bits that nobody can guess', () => {
    const ticket = createTickets(fakeClock(), systemEntropy).issue().reveal()
    expect(Buffer.from(ticket.slice(12), 'base64url')).toHaveLength(32)
    // The ticket is part of an address, so no character of it needs escaping there.
    expect(ticket).toMatch(/^[\w-]{55}$/)
  })
})

describe('guessing a ticket', () => {
  test('ten wrong ones, then a minute of refusal', () => {
    const { clock, guess } = setup()
    const answers = guess(1_000).map((admission) => (admission.ok ? 'in' : admission.why))
    const [looked] = answers
    expect(answers.slice(0, FAILURES).every((why) => why === looked)).toBe(true)
    expect(answers.slice(FAILURES).every((why) => why.startsWith('Too many'))).toBe(true)
    clock.advance(REFUSAL)
    expect(guess(1)).toMatchObject([{ why: expect.stringContaining('expired') }])
  })
  test('a stranger with many attempts does not lock the presenter out', () => {
    const { tickets, enter, guess } = setup()
    const token = enter()
    guess(1_000)
    expect(tickets.authenticate({ token })).toEqual({ ok: true })
    expect(tickets.authenticate({ ticket: tickets.issue().reveal() })).toMatchObject({ ok: true })
  })
  test('guesses at one id slow down that id', () => {
    const { clock, tickets, guess } = setup()
    const ticket = tickets.issue().reveal()
    const wrong = `${ticket.slice(0, 12)}wrong`
    for (let i = 0; i < FAILURES; i++) tickets.authenticate({ ticket: wrong })
    expect(tickets.authenticate({ ticket })).toMatchObject({
      why: expect.stringContaining('Too many'),
    })
    expect(guess(1)).toMatchObject([{ why: expect.stringContaining('expired') }])
    clock.advance(REFUSAL)
    expect(tickets.authenticate({ ticket })).toMatchObject({ ok: true })
  })
})

test('a secret is never printed by accident', () => {
  const secret = new Secret('hunter2')
  const admission = { nested: [secret], map: new Map([['a', secret]]), secret }
  const shown = [
    String(secret),
    JSON.stringify(admission),
    inspect(admission, { depth: null, showHidden: true }),
    // oxlint-disable-next-line typescript/restrict-template-expressions
    `${secret}`,
    JSON.stringify(Object.entries(secret)),
  ]
  for (const text of shown) expect(text).not.toContain('hunter2')
  expect(secret.reveal()).toBe('hunter2')
})
