import { clock } from '../base/clock.ts'
import { createConnection } from './connection.ts'
import type { Connection, Wire } from './types.ts'
import { hearTickets, keepToken, takeSecrets } from './credentials.ts'

/** As `server/web/pages/layout.ts` writes it. */
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
