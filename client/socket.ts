import { clock } from './clock.ts'
import { createConnection } from './connection.ts'
import type { Connection, Wire } from './wire.ts'
import { keepToken, takeSecrets } from './secrets.ts'

/** This page's connection to its server. */
export function connect(): Connection {
  return createConnection({
    open: () => new WebSocket(`${location.origin.replace(/^http/, 'ws')}/socket`) as Wire,
    clock,
    secrets: takeSecrets(),
    keep: keepToken,
    newIntent: () => crypto.randomUUID(),
  })
}
