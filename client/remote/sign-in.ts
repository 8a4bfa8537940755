import { REMOTE_PROTOCOL, type RemoteMessage } from '../../core/protocol/remote-messages.ts'

/** Where this phone's storage keeps the token. */
const KEY = 'cuecast-remote'

/** Keeps the token while no page is open. */
export interface TokenMemory {
  read(): string | undefined
  write(token: string | undefined): void
}

/** What this phone shows to be let in: the token that the server gave it, or else the PIN. */
export interface SignIn {
  hasToken(): boolean
  /** The PIN that somebody typed. It is sent until the server has accepted or refused it. */
  type(pin: string): void
  /** The first message on a new socket. */
  hello(): RemoteMessage
  /** The server let this phone in, with a new token if it came with a PIN. */
  accepted(token: string | undefined): void
  /** The server knows neither the token nor the PIN. */
  refused(): void
}

export function createSignIn(memory: TokenMemory): SignIn {
  let token = memory.read()
  let pin: string | undefined

  return {
    hasToken: () => token !== undefined,
    type(text) {
      pin = text
    },
    hello() {
      const message = { type: 'hello', protocol: REMOTE_PROTOCOL } as const
      if (token !== undefined) return { ...message, token }
      return pin === undefined ? message : { ...message, pin }
    },
    accepted(given) {
      pin = undefined
      if (given === undefined) return
      token = given
      memory.write(given)
    },
    refused() {
      pin = undefined
      if (token !== undefined) memory.write(undefined)
      token = undefined
    },
  }
}

/**
 * Keeps the token on this phone. It survives a reload, a new tab and a tab that the phone dropped to save
 * memory; the next launch of the server does not know it. Where storage is forbidden (a private tab, a
 * policy), nothing is kept.
 */
export function createTokenMemory(
  storage: () => Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>,
): TokenMemory {
  return {
    read() {
      try {
        return storage().getItem(KEY) ?? undefined
      } catch {
        return undefined // Storage is forbidden, so there is no token.
      }
    },
    write(token) {
      try {
        if (token === undefined) storage().removeItem(KEY)
        else storage().setItem(KEY, token)
      } catch {
        // Storage is forbidden or full, so the PIN is asked for again after a reload.
      }
    },
  }
}
