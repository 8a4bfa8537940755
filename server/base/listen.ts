import type { Server } from 'node:http'
import { reason } from './result.ts'

/** This many ports are tried, because another talk on this machine may use the wanted one. */
const TRIES = 20

/**
 * Listens on `host`, on `port` or the next free one above it (0: any). Resolves to the port.
 * Rejects with a sentence when none of them is free.
 */
export async function listenNear(
  server: Server,
  port: number,
  host = '127.0.0.1',
): Promise<number> {
  for (let wanted = port; wanted < port + TRIES && wanted < 65_536; wanted++) {
    const got = await tryListen(server, wanted, host)
    if (got !== null) return got
  }
  throw new Error(`ports ${port} to ${port + TRIES - 1} are all in use; name another with --port`)
}

/** Null when the port is in use; any other failure is thrown. */
function tryListen(server: Server, port: number, host: string): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException) => {
      server.off('listening', listening)
      if (error.code === 'EADDRINUSE') return resolve(null)
      const low = `port ${port} is not for this user; name one above 1023 with --port`
      reject(new Error(`cannot listen: ${error.code === 'EACCES' ? low : reason(error)}`))
    }
    const listening = () => {
      server.off('error', failed)
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : port)
    }
    server.once('error', failed)
    server.once('listening', listening)
    server.listen(port, host)
  })
}
