import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { fakeClock } from '../../support/fake-clock.ts'
import { Close, encode, MESSAGE_LIMIT, PROTOCOL } from '../../../core/protocol/messages.ts'
import {
  createSocketServer,
  HELLO_LIMIT,
  HELLO_WITHIN,
  WAITING_LIMIT,
  type Peer,
} from '../../../server/web/websocket/socket-server.ts'
import { greetPresenter, type Presenter } from '../../../server/web/websocket/authenticate.ts'
import { systemEntropy } from '../../../server/base/secret.ts'
import { createTickets } from '../../../server/web/websocket/tickets.ts'
import { createWeb } from '../../../server/web/http/server.ts'
import { fakeRoutes, listen, raw } from '../socket/test-server.ts'

let stops: (() => unknown)[] = []
afterEach(async () => {
  for (const stop of stops.reverse()) await stop()
  stops = []
})

/**
 * Starts a real web server with a socket server, and a clock that moves only when a test advances
 * it.
 */
async function open() {
  const clock = fakeClock()
  const tickets = createTickets(clock, systemEntropy)
  const peers: { peer: Peer; guest: Presenter; heard: string[]; seen: Uint8Array[] }[] = []
  const refused: string[] = []
  const socketServer = createSocketServer<Presenter>({
    clock,
    greet: greetPresenter(tickets),
    onConnection(peer, guest) {
      const entry = { peer, guest, heard: [] as string[], seen: [] as Uint8Array[] }
      peer.onText((text) => entry.heard.push(text))
      peer.onBinary((bytes) => entry.seen.push(bytes))
      peers.push(entry)
      peer.send('welcome')
    },
    onRefused: (why) => refused.push(why),
  })
  const manifest = fakeRoutes()
  const web = createWeb({
    routes: () => manifest,
    upgrade: (...upgrade) => socketServer.upgrade(...upgrade),
    onRefused: (why) => refused.push(why),
  })
  const server = await listen(web)
  stops.push(server.stop, socketServer.close)
  const dial = (headers: Record<string, string> = { Origin: server.origin }, path = '/socket') => {
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}${path}`, { headers })
    socket.on('error', () => {}) // The answer is in the events that the tests wait for.
    stops.push(() => socket.terminate())
    return socket
  }
  const hello = () =>
    encode({ type: 'hello', protocol: PROTOCOL, ticket: tickets.issue().reveal() })
  return { clock, tickets, peers, refused, socketServer, server, dial, hello }
}

const closed = async (socket: WebSocket) => ((await once(socket, 'close')) as [number])[0]
const status = (socket: WebSocket) =>
  new Promise<number>((resolve) => {
    socket.on('unexpected-response', (request, response) => {
      request.destroy()
      resolve(response.statusCode ?? 0)
    })
    socket.on('open', () => resolve(101))
  })

describe('the handshake', () => {
  test('gives a page of another origin no socket', async () => {
    const { dial, server, socketServer } = await open()
    const origins = ['https://evil', 'null', `http://127.0.0.1:${server.port + 1}`, 'file://']
    for (const origin of origins) expect(await status(dial({ Origin: origin }))).toBe(403)
    expect(await status(dial({ Origin: `${server.origin}.evil.com` }))).toBe(403)
    expect(await status(dial({}))).toBe(403)
    expect(await status(dial({ Cookie: 'token=valid' }))).toBe(403)
    expect(await status(dial({ Origin: server.origin, Host: 'evil.test' }))).toBe(421)
    expect(socketServer.waiting()).toBe(0)
  })
  test('has a single path', async () => {
    const { dial, server } = await open()
    for (const path of [
      '/',
      '/socke',
      '/socket/',
      '/SOCKET',
      '/socket%2f',
      '//socket',
      '/socket?a',
    ]) {
      expect(await status(dial({ Origin: server.origin }, path)), path).toBe(404)
    }
    expect(await status(dial())).toBe(101)
  })
  test('agrees to no subprotocol and no extension', async () => {
    const { server } = await open()
    const offer = `Sec-WebSocket-Protocol: ${'x'.repeat(8_000)}\r\nSec-WebSocket-Extensions: permessage-deflate`
    const socket = connect(server.port, '127.0.0.1')
    stops.push(() => socket.destroy())
    socket.write(handshake(server.port, server.origin).replace('\r\n\r\n', `\r\n${offer}\r\n\r\n`))
    const [answer] = (await once(socket, 'data')) as [Buffer]
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 101 /)
    expect(answer.toString()).not.toMatch(/sec-websocket-(protocol|extensions)/i)
  })
  test('refuses an upgrade with two thousand headers', async () => {
    const { server, peers } = await open()
    const many = Array.from({ length: 2_000 }, () => 'a: b').join('\r\n')
    const request = handshake(server.port, server.origin).replace('\r\n\r\n', `\r\n${many}\r\n\r\n`)
    expect(await raw(server.port, request)).toMatch(/^HTTP\/1\.1 431 /)
    expect(peers).toHaveLength(0)
  })
})

describe('hello', () => {
  test('with a ticket is accepted and gives a token, which is accepted later', async () => {
    const { dial, hello, peers } = await open()
    const first = dial()
    first.on('open', () => first.send(hello()))
    await once(first, 'message')
    const token = peers[0]?.guest.token?.reveal()
    expect(token).toBeDefined()
    const second = dial()
    const message = encode({ type: 'hello', protocol: PROTOCOL, token: token! })
    second.on('open', () => second.send(message))
    await once(second, 'message')
    expect(peers[1]?.guest.token).toBeUndefined()
  })
  test.each([
    ['another message', () => encode({ type: 'tick' }), Close.BadMessage],
    ['no JSON', () => 'hello', Close.BadMessage],
    ['no ticket', () => encode({ type: 'hello', protocol: PROTOCOL }), Close.Unauthorised],
    ['another version', () => encode({ type: 'hello', protocol: 99 }), Close.Version],
    ['binary', () => Buffer.from(encode({ type: 'hello', protocol: 1 })), Close.BadMessage],
    ['more than a hello', () => 'x'.repeat(HELLO_LIMIT + 1), 1009],
    ['100 KiB', () => 'x'.repeat(100 * 1024), 1009],
  ])('%s is refused', async (_, message, code) => {
    const { dial, peers, refused, socketServer } = await open()
    const socket = dial()
    socket.on('open', () => socket.send(message()))
    expect(await closed(socket)).toBe(code)
    expect(peers).toHaveLength(0)
    expect(refused).toHaveLength(1)
    await expect.poll(() => socketServer.waiting()).toBe(0)
  })
  test('with a wrong token is repeated nowhere, and the eleventh is not checked', async () => {
    const { dial, refused } = await open()
    for (let i = 0; i < 12; i++) {
      const socket = dial()
      const message = encode({ type: 'hello', protocol: PROTOCOL, token: 'guess.hunter2' })
      socket.on('open', () => socket.send(message))
      expect(await closed(socket)).toBe(Close.Unauthorised)
    }
    expect(refused.join()).not.toContain('hunter2')
    expect(refused.filter((why) => why.startsWith('Too many'))).toHaveLength(2)
  })
  test('of another version does not use up the ticket', async () => {
    const { dial, tickets, peers } = await open()
    const ticket = tickets.issue().reveal()
    const old = dial()
    old.on('open', () => old.send(encode({ type: 'hello', protocol: 99, ticket })))
    expect(await closed(old)).toBe(Close.Version)
    const fresh = dial()
    fresh.on('open', () => fresh.send(encode({ type: 'hello', protocol: PROTOCOL, ticket })))
    await once(fresh, 'message')
    expect(peers).toHaveLength(1)
  })
  test('must come within two seconds', async () => {
    const { dial, clock, socketServer } = await open()
    const socket = dial()
    await once(socket, 'open')
    expect(socketServer.waiting()).toBe(1)
    clock.advance(HELLO_WITHIN)
    // This refusal is not final: a page that was late on a busy machine tries again.
    expect(await closed(socket)).toBe(Close.Late)
  })
  test('is awaited from only so many sockets, and the oldest makes room', async () => {
    const { dial, socketServer, hello, peers } = await open()
    const sockets = Array.from({ length: WAITING_LIMIT }, () => dial())
    await Promise.all(sockets.map((socket) => once(socket, 'open')))
    const pushedOut = closed(sockets[0]!)
    expect(await status(dial())).toBe(101)
    expect(await pushedOut).toBe(1006)
    expect(socketServer.waiting()).toBe(WAITING_LIMIT)
    sockets[1]?.send(hello())
    await once(sockets[1]!, 'message')
    expect(socketServer.waiting()).toBe(WAITING_LIMIT - 1)
    expect(peers).toHaveLength(1)
  })
  test('is accepted at once, however many sockets stay silent', async () => {
    const { dial, hello, peers } = await open()
    for (let round = 1; round <= 3; round++) {
      const silent = Array.from({ length: 2 * WAITING_LIMIT }, () => dial())
      for (const socket of silent) socket.on('error', () => {})
      await Promise.all(silent.slice(0, 8).map((socket) => once(socket, 'open')))
      const presenter = dial()
      presenter.on('open', () => presenter.send(hello()))
      await once(presenter, 'message')
      expect(peers).toHaveLength(round)
    }
  })
})

describe('after hello', () => {
  const enter = async () => {
    const opened = await open()
    const socket = opened.dial()
    socket.on('open', () => socket.send(opened.hello()))
    await once(socket, 'message')
    return { ...opened, socket, entry: opened.peers[0]! }
  }
  test('text and bytes go both ways, and the hello is not delivered again', async () => {
    const { socket, entry } = await enter()
    socket.send('a')
    socket.send(Buffer.from([7]))
    await expect.poll(() => [entry.heard, entry.seen.map((b) => [...b])]).toEqual([['a'], [[7]]])
    entry.peer.sendBinary(Uint8Array.of(9))
    const [data, binary] = (await once(socket, 'message')) as [Buffer, boolean]
    expect([[...data], binary]).toEqual([[9], true])
  })
  test('a message over the limit closes the socket, one at the limit does not', async () => {
    const { socket, entry } = await enter()
    socket.send('x'.repeat(MESSAGE_LIMIT))
    await expect.poll(() => entry.heard.length).toBe(1)
    const code = new Promise((resolve) => entry.peer.onClose(resolve))
    socket.send('x'.repeat(MESSAGE_LIMIT + 1))
    expect(await closed(socket)).toBe(1009)
    expect(await code).toBe(1006) // The client never answered our close.
    expect(() => entry.peer.send('late')).not.toThrow()
  })
  test('a client that answers no ping is dropped after the second', async () => {
    const { clock, socket, entry } = await enter()
    const gone = new Promise((resolve) => entry.peer.onClose(resolve))
    // A client that stopped reading looks alive to TCP: only the missing answer shows it.
    ;(socket as unknown as { _socket: Socket })._socket.pause()
    clock.advance(40_000)
    expect(await gone).toBe(1006)
  })
  test('closing the server tells the clients', async () => {
    const { socketServer, socket } = await enter()
    socketServer.close()
    expect(await closed(socket)).toBe(1001)
  })
})

describe('frames that no browser sends', () => {
  /** Upgrades by hand, then sends frames. Returns the close code of the answer. */
  async function send(frames: Buffer) {
    const { server, peers } = await open()
    const socket = connect(server.port, '127.0.0.1')
    stops.push(() => socket.destroy())
    const chunks: Buffer[] = []
    socket.on('data', (data: Buffer) => chunks.push(data))
    socket.on('error', () => {}) // The server cuts us off, which is what is tested.
    socket.write(handshake(server.port, server.origin))
    await once(socket, 'data')
    chunks.length = 0
    socket.write(frames)
    await expect.poll(() => Buffer.concat(chunks).length).toBeGreaterThanOrEqual(4)
    const answer = Buffer.concat(chunks)
    expect(answer[0]).toBe(0x88)
    expect(peers).toHaveLength(0)
    return answer.readUInt16BE(2)
  }
  const many = (count: number, frame: Buffer) => Buffer.concat(Array<Buffer>(count).fill(frame))

  test('thousands of tiny fragments', async () => {
    const fragments = many(10_000, frame(0x00, Buffer.from('x')))
    expect(await send(Buffer.concat([frame(0x01, Buffer.from('x')), fragments]))).toBe(1008)
  })
  test('thousands of empty fragments', async () => {
    const fragments = many(10_000, frame(0x00, Buffer.alloc(0)))
    expect(await send(Buffer.concat([frame(0x01, Buffer.alloc(0)), fragments]))).toBe(1008)
  })
  test('a length of four gigabytes', async () => {
    const header = Buffer.from([0x81, 0xff, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0])
    expect(await send(header)).toBe(1009)
  })
  test('a compressed frame, to which nobody agreed', async () => {
    expect(await send(frame(0xc1, Buffer.from('x')))).toBe(1002)
  })
  test('an unmasked frame', async () => {
    expect(await send(Buffer.from([0x81, 1, 0x78]))).toBe(1002)
  })
  test('text that is not UTF-8', async () => {
    expect(await send(frame(0x81, Buffer.from([0xff])))).toBe(1007)
  })
  test('a fragment without an end is cut off when the time for the hello is over', async () => {
    const { server, clock, socketServer } = await open()
    const socket = connect(server.port, '127.0.0.1')
    stops.push(() => socket.destroy())
    socket.write(handshake(server.port, server.origin))
    await once(socket, 'data')
    socket.write(frame(0x01, Buffer.from('{"type":')))
    await expect.poll(() => socketServer.waiting()).toBe(1)
    clock.advance(HELLO_WITHIN)
    const [data] = (await once(socket, 'data')) as [Buffer]
    expect(data.readUInt16BE(2)).toBe(Close.Late)
  })
})

function handshake(port: number, origin: string): string {
  return [
    ...['GET /socket HTTP/1.1', `Host: 127.0.0.1:${port}`, `Origin: ${origin}`],
    ...['Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13'],
    ...['Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==', '', ''],
  ].join('\r\n')
}

/** A masked frame with a mask of zeros, under 126 bytes. The first byte is FIN, RSV and opcode. */
function frame(first: number, payload: Buffer): Buffer {
  return Buffer.concat([Buffer.from([first, 0x80 | payload.length, 0, 0, 0, 0]), payload])
}
