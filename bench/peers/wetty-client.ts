import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { WebSocket } from 'ws'
import {
  atPrompt,
  socketClient,
  type Codec,
  type ServerKind,
  type TerminalServer,
} from '../clients/terminal-client.ts'
import { startWetty, WETTY } from './wetty.ts'

export const wetty: ServerKind = { name: WETTY.name, role: 'peer', start }

/** The page reports each time that it has drawn this many characters. */
const COMMIT = 262_144

/**
 * Socket.IO over engine.io: a digit for the packet, a digit for the message, JSON. A ping must be
 * answered, and drawn output must be committed, or the server stops.
 */
export function wettyCodec(): Codec {
  let owed = 0
  return {
    encode: (text) => `42${JSON.stringify(['input', text])}`,
    decode(data, _binary, answer) {
      const packet = data.toString()
      if (packet.startsWith('0')) answer('40')
      if (packet === '2') answer('3')
      if (!packet.startsWith('42')) return null
      const [event, text] = JSON.parse(packet.slice(2)) as [string, unknown]
      if (event !== 'data' || typeof text !== 'string') return null
      owed += text.length
      for (; owed >= COMMIT; owed -= COMMIT) answer(`42${JSON.stringify(['commit', COMMIT])}`)
      return Buffer.from(text)
    },
  }
}

async function start(): Promise<TerminalServer> {
  const folder = mkdtempSync(join(tmpdir(), 'cuecast-wetty-'))
  const script = join(folder, 'shell')
  writeFileSync(script, '#!/bin/sh\nexec bash --noprofile --norc -i\n')
  chmodSync(script, 0o755)
  const forget = () => rmSync(folder, { recursive: true, force: true })
  try {
    const { url, pid, stop } = await startWetty(script)
    const address = `${url.replace('http', 'ws')}socket.io/?EIO=4&transport=websocket`
    const open = async () => {
      const socket = new WebSocket(address)
      // The shell starts some turns after the handshake; text that is typed before that is lost.
      const login = new Promise<void>((resolve) => {
        socket.on('message', (data: Buffer) => {
          if (data.toString().startsWith('42["login"')) resolve()
        })
      })
      const client = await socketClient(socket, wettyCodec())
      await login
      return atPrompt(client)
    }
    return { pid, open, stop: () => stop().finally(forget) }
  } catch (error) {
    forget()
    throw error
  }
}
