import { clock } from '../base/clock.ts'
import { createConnection } from './connection.ts'
import type { Connection, Wire } from './types.ts'
import { hearTickets, keepToken, takeSecrets } from './credentials.ts'

/** The project that the server shows, as `server/web/pages/layout.ts` writes it into the page. */
const project = () =>
  document.querySelector<HTMLMetaElement>('meta[name="cuecast-project"]')?.content ?? null

/** This page's connection to its server. `mirror`: the page looks on and asks for no control. */
export function connect(as?: 'mirror'): Connection {
  const connection = createConnection({
    as,
    open: () => new WebSocket(`${location.origin.replace(/^http/, 'ws')}/socket`) as Wire,
    clock,
    project: project(),
    secrets: takeSecrets(),
    keep: keepToken,
    page: crypto.randomUUID(),
    newIntent: () => crypto.randomUUID(),
  })
  hearTickets((ticket) => connection.admit(ticket))
  return connection
}
