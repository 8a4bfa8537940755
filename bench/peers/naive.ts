import { join } from 'node:path'
import { WebSocket } from 'ws'
import { atPrompt, socketClient, type Codec, type ServerKind } from '../clients/terminal-client.ts'
import { startChild } from './child.ts'

/** A server as a tutorial writes it in forty lines, without flow control. */
export const naive: ServerKind = {
  name: 'node-pty + ws',
  role: 'peer',
  async start() {
    const { port, pid, stop } = await startNaive()
    const open = async () =>
      atPrompt(await socketClient(new WebSocket(`ws://127.0.0.1:${port}`), plainCodec))
    return { pid, open, stop }
  },
}

export const plainCodec: Codec = {
  encode: (text) => text,
  decode: (data) => data,
}

/** Starts naive-server.js; each of its sockets runs `script`, or a plain bash. */
export async function startNaive(script?: string) {
  const main = join(import.meta.dirname, 'naive-server.js')
  const args = script === undefined ? [main] : [main, script]
  const { pid, ready, stop } = await startChild(process.execPath, args, /port (\d+)\n/)
  return { port: Number(ready[1]), pid, stop }
}
