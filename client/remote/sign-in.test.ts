import { expect, it } from 'vitest'
import { createSignIn, createTokenMemory } from './sign-in.ts'

/** A phone, what it has kept, and each token that it wrote. */
function phone(kept?: string) {
  const written: (string | undefined)[] = []
  const signIn = createSignIn({ read: () => kept, write: (token) => void written.push(token) })
  return { signIn, written }
}
const HELLO = { type: 'hello', protocol: 1 }

it('shows the PIN that was typed, and after that the token that it was given', () => {
  const { signIn, written } = phone()
  expect(signIn.hello()).toEqual(HELLO)
  signIn.type('123456')
  expect(signIn.hello()).toEqual({ ...HELLO, pin: '123456' })
  expect(signIn.hasToken()).toBe(false)
  signIn.accepted('the token')
  expect(signIn.hello()).toEqual({ ...HELLO, token: 'the token' })
  expect(written).toEqual(['the token'])
})

it('keeps the token that it came with when it is given no other', () => {
  const { signIn, written } = phone('of before')
  signIn.accepted(undefined)
  expect(signIn.hello()).toEqual({ ...HELLO, token: 'of before' })
  expect(written).toEqual([])
})

it('forgets what was refused, the token in the memory as well', () => {
  const known = phone('of yesterday')
  known.signIn.refused()
  expect(known.signIn.hello()).toEqual(HELLO)
  expect(known.written).toEqual([undefined])
  const typed = phone()
  typed.signIn.type('000000')
  typed.signIn.refused()
  expect(typed.signIn.hello()).toEqual(HELLO)
  expect(typed.written).toEqual([])
})

it('keeps no token, and breaks nothing, where storage is forbidden', () => {
  const memory = createTokenMemory(() => {
    throw new Error('SecurityError')
  })
  memory.write('the token')
  expect(memory.read()).toBeUndefined()
})
