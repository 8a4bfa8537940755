import type { ClientMessage, ServerMessage } from '../../../core/protocol/messages.ts'
import type { TrustSheet } from '../../../core/trust/sheet.ts'
import { createPendingRequests } from './pending-requests.ts'
import { GONE, type Connection } from '../types.ts'

type Answer = Extract<ServerMessage, { type: 'rejoined' | 'opened' | 'inspected' | 'approved' }>

/** Questions of a page that the server answers once. Without a server, each is answered at once. */
export interface Questions {
  readonly asks: Pick<Connection, 'rejoin' | 'openShell' | 'inspect' | 'approve'>
  hear(message: Answer): void
  /** The server does not take this kind of question from this window. */
  refused(what: string, why: string): void
  /** The server is gone: everything that waits is answered, or it would wait for ever. */
  lose(): void
}

const key = (a: string, b: string) => `${a} ${b}`

export function createQuestions(
  isOpen: () => boolean,
  send: (message: ClientMessage) => void,
): Questions {
  const rejoins = createPendingRequests<boolean>()
  const shells = createPendingRequests<string | null>()
  const sheets = createPendingRequests<TrustSheet | string>()
  const approvals = createPendingRequests<string | null>()
  return {
    asks: {
      async rejoin(demo, step) {
        if (!isOpen()) return false
        return rejoins.ask(key(demo, step), () => send({ type: 'rejoin', demo, step }))
      },
      async openShell(demo, pane) {
        if (!isOpen()) return GONE
        return shells.ask(key(demo, pane), () => send({ type: 'open', demo, pane }))
      },
      async inspect(demo) {
        if (!isOpen()) return GONE
        return sheets.ask(demo, () => send({ type: 'inspect', demo }))
      },
      async approve(demo, hash) {
        if (!isOpen()) return GONE
        return approvals.ask(demo, () => send({ type: 'approve', demo, hash }))
      },
    },
    hear(message) {
      const { type, demo } = message
      if (type === 'rejoined') rejoins.answer(key(demo, message.step), message.ok)
      else if (type === 'opened') shells.answer(key(demo, message.pane), message.why)
      else if (type === 'approved') approvals.answer(demo, message.why ?? null)
      else sheets.answer(demo, message.sheet ?? message.why ?? 'there is nothing to show')
    },
    refused(what, why) {
      if (what === 'inspect') sheets.answerAll(why)
      if (what === 'approve') approvals.answerAll(why)
    },
    lose() {
      rejoins.answerAll(false)
      shells.answerAll(GONE)
      sheets.answerAll(GONE)
      approvals.answerAll(GONE)
    },
  }
}
