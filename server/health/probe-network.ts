import { connect, createServer } from 'node:net'
import type { Clock } from '../../core/base/clock.ts'
import type { Ms } from '../../core/base/event.ts'
import { MET } from '../../core/health/prerequisite.ts'
import type { Answer } from '../../core/health/prerequisite.ts'

interface Patience {
  readonly limit: Ms
  readonly clock: Clock
}

/** Does a program accept connections there? */
export function takesConnections(
  host: string,
  port: number,
  { limit, clock }: Patience,
): Promise<Answer> {
  return new Promise((settle) => {
    const socket = connect({ host, port })
    const done = (answer: Answer) => {
      stop()
      socket.destroy()
      settle(answer)
    }
    const stop = clock.wake(clock.now() + limit, () => done({ at: 'late', after: limit }))
    socket.once('connect', () => done(MET))
    socket.once('error', (error: NodeJS.ErrnoException) =>
      done({ at: 'unmet', detail: error.code ?? error.message }),
    )
  })
}

/**
 * Could a demo listen there? On some systems one can listen on 127.0.0.1 although another program
 * listens on all addresses, so first a connection is tried and then listening.
 */
export async function isPortFree(port: number, patience: Patience): Promise<Answer> {
  const taken = await takesConnections('127.0.0.1', port, patience)
  if (taken.at === 'met') return { at: 'unmet', detail: 'EADDRINUSE' }
  if (taken.at === 'late') return taken
  return new Promise((settle) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) =>
      settle({ at: 'unmet', detail: error.code ?? error.message }),
    )
    server.listen(port, '127.0.0.1', () => server.close(() => settle(MET)))
  })
}
