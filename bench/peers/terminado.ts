import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { WebSocket } from 'ws'
import {
  atPrompt,
  socketClient,
  type Codec,
  type ServerKind,
  type TerminalServer,
} from '../clients/terminal-client.ts'
import { startChild } from './child.ts'

/**
 * Jupyter's terminal, in Python on tornado, as packaged by Debian. One shell can have several
 * windows.
 */
export const terminado: ServerKind = { name: 'terminado', role: 'peer', start }

/** Messages are JSON arrays; the first element is the type of the others. */
export const terminadoCodec: Codec = {
  encode: (text) => JSON.stringify(['stdin', text]),
  decode(data) {
    const [kind, text] = JSON.parse(data.toString()) as [string, unknown]
    return kind === 'stdout' && typeof text === 'string' ? Buffer.from(text) : null
  },
}

async function start(): Promise<TerminalServer> {
  const script = join(import.meta.dirname, 'terminado-server.py')
  const { pid, ready, stop } = await startChild(python(), [script], /port (\d+)\n/)
  let opened = 0
  const connect = (name: number) =>
    socketClient(new WebSocket(`ws://127.0.0.1:${ready[1]}/terminals/t${name}`), terminadoCodec)
  return {
    pid,
    open: async () => atPrompt(await connect(opened++)),
    watch: () => connect(0),
    stop,
  }
}

/** Debian's modules belong to Debian's Python, which is not always the first on PATH. */
function python(): string {
  const found = ['/usr/bin/python3', 'python3'].find(
    (file) => spawnSync(file, ['-c', 'import terminado, tornado']).status === 0,
  )
  if (found === undefined) throw new Error('not installed: apt-get install python3-terminado')
  return found
}
