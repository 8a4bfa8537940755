import { Close, decodeClient, PROTOCOL } from '../../../core/protocol/messages.ts'
import { defined } from '../../../core/base/defined.ts'
import type { Greeting } from './socket-server.ts'
import type { Secret } from '../../base/secret.ts'
import type { Tickets } from './tickets.ts'

/** A window of the presenter. `token` is to be sent to it, once. */
export interface Presenter {
  readonly token?: Secret
  /** This window only looks on. */
  readonly as?: 'mirror'
  /** Its page, which may have been here before. */
  readonly page?: string
}

/** Judges the first message of a socket: a hello of our version with a good ticket or token. */
export function greetPresenter(tickets: Tickets): (text: string) => Greeting<Presenter> {
  return (text) => {
    const message = decodeClient(text)
    if (message?.type !== 'hello') {
      return { ok: false, code: Close.BadMessage, why: 'The first message must be a hello.' }
    }
    // Checked before the ticket, so that a page that is too old does not use it up.
    if (message.protocol !== PROTOCOL) {
      return { ok: false, code: Close.Version, why: 'This page is of another version; reload it.' }
    }
    const admission = tickets.authenticate(message)
    if (!admission.ok) return admission
    const { as, page } = message
    return { ok: true, guest: defined({ as, page, token: admission.token }) }
  }
}
