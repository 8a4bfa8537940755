/**
 * What everybody writes first: a page with xterm, a socket, and node-pty's documented class with its
 * strings; nothing that waits for anybody. `node naive-server.js [script]`: each socket gets the
 * script (a plain bash if none) in a terminal of 80 columns and 24 rows. Prints its port. In plain
 * JavaScript, so that no compiler sits in the process that is measured.
 */
import pty from 'node-pty'
import { createReadStream } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { WebSocketServer } from 'ws'

const [, , script] = process.argv
const command = script === undefined ? ['bash', ['--noprofile', '--norc', '-i']] : [script, []]

const XTERM = dirname(createRequire(import.meta.url).resolve('@xterm/xterm/package.json'))
const FILES = {
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
  const [type, file] = FILES[request.url] ?? []
  response.setHeader('content-type', type ?? 'text/html')
  if (file !== undefined) response.setHeader('cache-control', 'max-age=3600')
  if (file === undefined) response.end(PAGE)
  else createReadStream(file).pipe(response)
})
new WebSocketServer({ server }).on('connection', (socket) => {
  const shell = pty.spawn(...command, {
    name: 'xterm-256color',
    cols: 80,
    rows: 24,
    cwd: process.env.HOME,
    env: process.env,
  })
  shell.onData((data) => socket.send(data))
  shell.onExit(() => socket.close())
  socket.on('message', (message) => shell.write(message.toString()))
  socket.on('close', () => shell.kill('SIGKILL'))
})
server.listen(0, '127.0.0.1', () => process.stdout.write(`port ${server.address().port}\n`))
process.on('SIGTERM', () => process.exit())
