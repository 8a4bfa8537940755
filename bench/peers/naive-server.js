/**
 * A terminal in a browser as tutorials have it: node-pty's documented class, its strings, one socket
 * for each shell, and nothing that waits for anybody. `node naive-server.js`; prints its port.
 */
import pty from '@lydell/node-pty'
import process from 'node:process'
import { WebSocketServer } from 'ws'

const server = new WebSocketServer({ host: '127.0.0.1', port: 0 })

server.on('connection', (socket) => {
  const shell = pty.spawn('bash', ['--noprofile', '--norc', '-i'], {
    name: 'xterm-256color',
    cols: 80,
    rows: 24,
    cwd: process.env.HOME,
    env: process.env,
  })
  shell.onData((data) => socket.send(data))
  shell.onExit(() => socket.close())
  socket.on('message', (message) => shell.write(message.toString()))
  socket.on('close', () => shell.kill())
})

server.on('listening', () => process.stdout.write(`port ${server.address().port}\n`))
process.on('SIGTERM', () => process.exit())
