import { clock } from './clock.ts'
import { createConnection } from './connection.ts'
import type { Connection, Wire } from './wire.ts'
import { hearTickets, keepToken, takeSecrets } from './secrets.ts'

/** As `server/page.ts` writes it. */
const project = () =>
  document.querySelector<HTMLMetaElement>('meta[name="cuecast-project"]')?.content ?? null

/** This page's connection to its server. `mirror`: it only looks on. */
export function connect(as?: 'mirror'): Connection {
  const connection = createConnection({
    ...(as === undefined ? {} : { as }),
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
