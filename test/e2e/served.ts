import { join } from 'node:path'
import { encode, PROTOCOL } from '../../core/protocol.ts'
import { readBuilt } from '../../server/built.ts'
import { systemClock } from '../../server/clock.ts'
import { createDoor } from '../../server/door.ts'
import { greetPresenter, type Presenter } from '../../server/hello.ts'
import { createManifest } from '../../server/manifest.ts'
import { systemEntropy } from '../../server/secret.ts'
import type { Shelf } from '../../server/shelf.ts'
import { createTickets } from '../../server/tickets.ts'
import { createWeb } from '../../server/web.ts'
import { listen } from '../integration/house.ts'

/** Our server with the built client and a shelf in memory; behind its socket is nobody. */
export async function serve(shelf: Shelf) {
  const tickets = createTickets(systemClock, systemEntropy)
  const entered: Presenter[] = []
  /** The types of the messages that pages sent after their hello. */
  const heard: string[] = []
  const door = createDoor<Presenter>({
    clock: systemClock,
    greet: greetPresenter(tickets),
    onConnection(peer, guest) {
      entered.push(guest)
      peer.onText((text) => heard.push((JSON.parse(text) as { type: string }).type))
      const token = guest.token?.reveal()
      peer.send(
        encode({
          ...{ type: 'welcome', protocol: PROTOCOL, role: 'presenter', position: null, live: {} },
          ...(token === undefined ? {} : { token }),
        }),
      )
    },
  })
  const manifest = createManifest(
    shelf,
    await readBuilt(join(import.meta.dirname, '../../dist/client')),
  )
  const house = await listen(
    createWeb({ manifest: () => manifest, upgrade: (...upgrade) => door.upgrade(...upgrade) }),
  )
  return { ...house, tickets, entered, heard }
}

/** What a page must not do: run what only data says, or break its own policy. */
export const WATCH = `
  window.__pwn = () => { window.__pwned = true }
  window.__violations = []
  addEventListener('securitypolicyviolation', (e) => window.__violations.push(e.violatedDirective))
`
