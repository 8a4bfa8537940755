import { spawn } from '@lydell/node-pty'
import { createReadStream } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import { WebSocketServer } from 'ws'

/**
 * What everybody writes first, as a process: a page with xterm, a socket, and node-pty's own class,
 * without any flow control. Whatever the shell prints is sent, and whatever arrives is written. The
 * argument is run in a terminal of 80 columns and 24 rows for each page that is opened.
 */
const [, , script = 'sh'] = process.argv

const XTERM = dirname(createRequire(import.meta.url).resolve('@xterm/xterm/package.json'))
const FILES: Readonly<Record<string, readonly [type: string, file: string]>> = {
  '/xterm.mjs': ['text/javascript', join(XTERM, 'lib/xterm.mjs')],
  '/xterm.css': ['text/css', join(XTERM, 'css/xterm.css')],
}

/** `memory` in the hash: no socket, the floor writes to `term` itself. */
const PAGE = `<!doctype html><link rel="stylesheet" href="/xterm.css"><div id="host"></div>
<script type="module">
import { Terminal } from '/xterm.mjs'
const term = new Terminal({ cols: 80, rows: 24, fontSize: 20 })
term.open(document.querySelector('#host'))
term.focus()
window.term = term
if (location.hash !== '#memory') {
  const socket = new WebSocket(location.origin.replace('http', 'ws'))
  socket.onmessage = ({ data }) => term.write(data)
  term.onData((data) => socket.send(data))
}
</script>`

const server = createServer((request, response) => {
  const [type, file] = FILES[request.url ?? ''] ?? []
  response.setHeader('content-type', type ?? 'text/html')
  if (file === undefined) response.end(PAGE)
  else createReadStream(file).pipe(response)
})
new WebSocketServer({ server }).on('connection', (socket) => {
  const pty = spawn(script, [], { name: 'xterm-256color', cols: 80, rows: 24 })
  pty.onData((data) => socket.send(data))
  socket.on('message', (data: Buffer) => pty.write(data.toString()))
  socket.on('close', () => pty.kill('SIGKILL'))
})
server.listen(0, '127.0.0.1', () => {
  console.log(`listening on http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
})
