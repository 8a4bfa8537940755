import { spawnSync } from 'node:child_process'
import { WebSocket } from 'ws'
import { atPrompt, socketLine, type Codec, type LineKind, type LineServer } from '../line.ts'
import { startChild } from './child.ts'

export const ttyd: LineKind = { name: 'ttyd', role: 'peer', start }

/** One byte says what the others are: '0' is input on the way there and output on the way back. */
export const ttydCodec: Codec = {
  encode: (text) => Buffer.from(`0${text}`),
  decode: (data) => (data[0] === 0x30 ? data.subarray(1) : null),
}

async function start(): Promise<LineServer> {
  if (spawnSync('ttyd', ['--version']).status !== 0)
    throw new Error('not installed: https://github.com/tsl0922/ttyd (Debian 13 has a package)')
  const args = ['-W', '-i', '127.0.0.1', '-p', '0', 'bash', '--noprofile', '--norc', '-i']
  const { pid, ready, stop } = await startChild('ttyd', args, /Listening on port: (\d+)/)
  const open = async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${ready[1]}/ws`, ['tty'])
    const line = await socketLine(socket, ttydCodec)
    // Its first message opens the shell.
    socket.send(JSON.stringify({ AuthToken: '', columns: 80, rows: 24 }))
    return atPrompt(line)
  }
  return { pid, open, stop }
}
