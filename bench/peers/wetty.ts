import { join } from 'node:path'
import { freePort, startChild } from './child.ts'
import { fromNpm } from './npm.ts'

export const WETTY = { name: 'wetty 3.2.0', version: '3.2.0' } as const

export interface Wetty {
  /** The address of its page, on loopback. */
  readonly url: string
  /** The pid of the server itself; the shells are its children. */
  readonly pid: number
  readonly stop: () => Promise<void>
}

/**
 * The folder in which npm has put wetty and its dependencies; throws with the reason if there is
 * none.
 */
export function wettyFolder(): string {
  const found = fromNpm('wetty', WETTY.version)
  if ('why' in found) throw new Error(found.why)
  return found.folder
}

/**
 * Starts wetty; each of its windows runs `script` (the path of an executable, without spaces).
 * Throws a sentence for people if that is not possible here.
 */
export async function startWetty(script: string): Promise<Wetty> {
  // For any other user wetty starts ssh, which would be measured too.
  if (process.getuid?.() !== 0) throw new Error('wetty runs a command of its own only for root')
  const main = join(wettyFolder(), 'build/main.js')
  const port = await freePort()
  const args = [main, '--host', '127.0.0.1', '--port', String(port), '-c', script]
  const { pid, stop } = await startChild(process.execPath, args, /"Server started"/)
  return { url: `http://127.0.0.1:${port}/`, pid, stop }
}
