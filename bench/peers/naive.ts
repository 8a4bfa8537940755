import { join } from 'node:path'
import { WebSocket } from 'ws'
import { atPrompt, socketLine, type Codec, type LineKind, type LineServer } from '../line.ts'
import { startChild } from './child.ts'

/** What a tutorial's forty lines do; no flow control. */
export const naive: LineKind = { name: 'node-pty + ws', role: 'peer', start }

export const plainCodec: Codec = {
  encode: (text) => text,
  decode: (data) => data,
}

async function start(): Promise<LineServer> {
  const server = join(import.meta.dirname, 'naive-server.js')
  const { pid, ready, stop } = await startChild(process.execPath, [server], /port (\d+)\n/)
  const open = async () =>
    atPrompt(await socketLine(new WebSocket(`ws://127.0.0.1:${ready[1]}`), plainCodec))
  return { pid, open, stop }
}
