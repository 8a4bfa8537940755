import { spawnSync } from 'node:child_process'
import { WebSocket } from 'ws'
import {
  atPrompt,
  socketClient,
  type Codec,
  type ServerKind,
  type TerminalServer,
} from '../clients/terminal-client.ts'
import { startChild } from './child.ts'

export const ttyd: ServerKind = { name: 'ttyd', role: 'peer', start }

/**
 * The first byte is the type of the others: '0' is input in one direction and output in the other.
 */
export const ttydCodec: Codec = {
  encode: (text) => Buffer.from(`0${text}`),
  decode: (data) => (data[0] === 0x30 ? data.subarray(1) : null),
}

/** Throws if it is not installed. `command` runs in its terminal, which draws with `renderer`. */
export async function startTtyd(
  command: readonly string[],
  renderer: 'canvas' | 'dom' = 'canvas',
): Promise<{ readonly pid: number; readonly port: number; readonly stop: () => Promise<void> }> {
  if (!hasTtyd())
    throw new Error('not installed: https://github.com/tsl0922/ttyd (Debian 13 has a package)')
  const args = ['-W', '-i', '127.0.0.1', '-p', '0', '-t', `rendererType=${renderer}`, ...command]
  const { pid, ready, stop } = await startChild('ttyd', args, /Listening on port: (\d+)/)
  return { pid, port: Number(ready[1]), stop }
}

export const hasTtyd = () => spawnSync('ttyd', ['--version']).status === 0

async function start(): Promise<TerminalServer> {
  const { pid, port, stop } = await startTtyd(['bash', '--noprofile', '--norc', '-i'])
  const open = async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/ws`, ['tty'])
    const client = await socketClient(socket, ttydCodec)
    // The first message opens the shell.
    socket.send(JSON.stringify({ AuthToken: '', columns: 80, rows: 24 }))
    return atPrompt(client)
  }
  return { pid, open, stop }
}
