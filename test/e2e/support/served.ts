import { join } from 'node:path'
import { defined } from '../../../core/base/defined.ts'
import { encode, PROTOCOL } from '../../../core/protocol/messages.ts'
import { readBuilt } from '../../../server/web/http/client-assets.ts'
import { systemClock } from '../../../server/base/system-clock.ts'
import { createSocketServer } from '../../../server/web/websocket/socket-server.ts'
import { greetPresenter, type Presenter } from '../../../server/web/websocket/authenticate.ts'
import { createRoutes } from '../../../server/web/http/routes.ts'
import { systemEntropy } from '../../../server/base/secret.ts'
import type { Content } from '../../../server/web/content/content.ts'
import { createTickets } from '../../../server/web/websocket/tickets.ts'
import { createWeb } from '../../../server/web/http/server.ts'
import { listen } from '../../integration/socket/test-server.ts'

/**
 * Our server with the built client and content in memory; its sockets accept a hello and nothing
 * else.
 */
export async function serve(content: Content) {
  const tickets = createTickets(systemClock, systemEntropy)
  const entered: Presenter[] = []
  /** The types of the messages that pages sent after their hello. */
  const heard: string[] = []
  const socketServer = createSocketServer<Presenter>({
    clock: systemClock,
    greet: greetPresenter(tickets),
    onConnection(peer, guest) {
      entered.push(guest)
      peer.onText((text) => heard.push((JSON.parse(text) as { type: string }).type))
      const token = guest.token?.reveal()
      peer.send(
        encode({
          type: 'welcome',
          protocol: PROTOCOL,
          role: 'presenter',
          position: null,
          live: {},
          ...defined({ token }),
        }),
      )
    },
  })
  const manifest = createRoutes(
    content,
    await readBuilt(join(import.meta.dirname, '../../../dist/client')),
  )
  const server = await listen(
    createWeb({
      routes: () => manifest,
      upgrade: (...upgrade) => socketServer.upgrade(...upgrade),
    }),
  )
  return { ...server, tickets, entered, heard }
}

/** Notes what a page must not do: run text as code, or break its own policy. */
export const WATCH = `
  window.__pwn = () => { window.__pwned = true }
  window.__violations = []
  addEventListener('securitypolicyviolation', (e) => window.__violations.push(e.violatedDirective))
`
