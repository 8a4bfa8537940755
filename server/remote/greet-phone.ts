import { Close } from '../../core/protocol/messages.ts'
import { decodeRemote, REMOTE_PROTOCOL } from '../../core/protocol/remote-messages.ts'
import type { Secret } from '../base/secret.ts'
import type { Greeting } from '../web/websocket/socket-server.ts'
import { PHONE_LIMIT, type Paired, type PairedPhones } from './paired-phones.ts'
import type { Guess, Pin } from './pin.ts'

/** A phone that was let in. `token` is to be sent to it, once. */
export interface PhoneGuest {
  readonly paired: Paired
  readonly token?: Secret
}

/** Judges a phone's first message: a hello of our version with a token that is known, or the PIN. */
export function createPhoneGreeting(
  pin: Pick<Pin, 'guess'>,
  phones: Pick<PairedPhones<unknown>, 'find' | 'pair'>,
  wrongPin: (guess: Guess & { ok: false }, address: string) => void,
): (text: string, address: string) => Greeting<PhoneGuest> {
  return (text, address) => {
    const message = decodeRemote(text)
    if (message?.type !== 'hello')
      return refuse(Close.BadMessage, 'The first message must be a hello.')
    if (message.protocol !== REMOTE_PROTOCOL)
      return refuse(Close.Version, 'This page is of another version; reload it.')
    const known = message.token === undefined ? null : phones.find(message.token)
    if (known) {
      known.address = address
      return { ok: true, guest: { paired: known } }
    }
    if (message.pin === undefined)
      return refuse(Close.Unauthorised, 'Type the PIN that the laptop shows.')
    const guess = pin.guess(message.pin)
    if (!guess.ok) {
      wrongPin(guess, address)
      return refuse(Close.Unauthorised, why(guess))
    }
    const guest = phones.pair(address)
    if (guest) return { ok: true, guest }
    const full = `${PHONE_LIMIT} remotes are connected already; there is no more room.`
    return refuse(Close.Unauthorised, full)
  }
}

const refuse = (code: number, reason: string) => ({ ok: false, code, why: reason }) as const

/**
 * A sentence for the person who typed a PIN; a close reason has room for 123 bytes (RFC 6455 §5.5).
 */
function why(guess: Guess & { ok: false }): string {
  if (guess.why === 'wrong')
    return `That is not the PIN. ${guess.left === 1 ? 'One try is' : `${guess.left} tries are`} left.`
  const seconds = Math.ceil(guess.wait / 1_000)
  const wait = seconds < 120 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`
  return guess.why === 'early'
    ? `Too soon after a wrong PIN; try again in ${wait}.`
    : `Too many wrong PINs: closed for ${wait}. Enter, where cuecast runs, makes a new PIN.`
}
