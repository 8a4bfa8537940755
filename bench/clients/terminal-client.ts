import { once } from 'node:events'
import type { RawData, WebSocket } from 'ws'
import type { Absent, Contender, Reading } from '../figure.ts'

/**
 * A raw client of a terminal server: it does the work of a page, without a browser. All servers are
 * measured through it, so that the client costs each of them the same.
 */
export interface TerminalClient {
  write(text: string): void
  /** Passes the bytes of the terminal to `hear` as they arrive. A later call replaces an earlier one. */
  hear(hear: (bytes: Uint8Array) => void): void
  /**
   * Stops reading the socket, like a page that hangs: the kernel's buffers fill, then the server's.
   */
  pause(): void
  resume(): void
  close(): void
}

/** One terminal server, in a process of its own. */
export interface TerminalServer {
  /** The server's own process, whose memory is measured; shells are its children. */
  readonly pid: number
  /** Opens a new shell and a client of it, once the prompt is there. May be called twice. */
  open(): Promise<TerminalClient>
  /** Opens another client of the first shell. Absent where a server cannot share a shell. */
  watch?(): Promise<TerminalClient>
  stop(): Promise<void>
}

/** A kind of server. `start` throws an error that says why there is none on this machine. */
export interface ServerKind {
  readonly name: string
  readonly role: 'ours' | 'peer'
  readonly start: () => Promise<TerminalServer>
}

/** How a server's protocol carries input and output. */
export interface Codec {
  encode(text: string): string | Uint8Array
  /** Null if a message carries no output. `answer` sends what the protocol requires in return. */
  decode(
    data: Buffer,
    binary: boolean,
    answer: (message: string | Uint8Array) => void,
  ): Uint8Array | null
}

/** A client over a WebSocket that carries one terminal. */
export async function socketClient(socket: WebSocket, codec: Codec): Promise<TerminalClient> {
  let to: (bytes: Uint8Array) => void = () => {}
  const answer = (message: string | Uint8Array) => socket.send(message)
  socket.on('message', (data: RawData, binary) => {
    const bytes = codec.decode(data as Buffer, binary, answer)
    if (bytes) to(bytes)
  })
  if (socket.readyState === socket.CONNECTING) await once(socket, 'open')
  // A server that hangs up on a hanging client is no failure of the client.
  socket.on('error', () => {})
  return {
    write: (text) => socket.send(codec.encode(text)),
    hear: (hear) => (to = hear),
    pause: () => socket.pause(),
    resume: () => socket.resume(),
    close: () => socket.terminate(),
  }
}

/** How long a shell may take to answer, in ms. */
const ANSWER_WITHIN = 20_000

/**
 * Types `text`, and resolves with all bytes until `wanted` was printed. The typed text must not
 * contain `wanted`, because it is echoed.
 */
export async function ask(client: TerminalClient, text: string, wanted: string): Promise<string> {
  const decoder = new TextDecoder()
  let said = ''
  const answered = new Promise<string>((resolve, reject) => {
    const late = setTimeout(
      () => reject(new Error(`${wanted} was not printed in time: ${said.slice(-200)}`)),
      ANSWER_WITHIN,
    )
    client.hear((bytes) => {
      said += decoder.decode(bytes, { stream: true })
      if (!said.includes(wanted)) return
      // This much of a flood is enough to recognise the word.
      clearTimeout(late)
      resolve(said)
    })
  })
  client.write(text)
  const all = await answered
  client.hear(() => {})
  return all
}

/** Resolves when the client's shell reads its input. */
export async function atPrompt(client: TerminalClient): Promise<TerminalClient> {
  await ask(client, "printf 'at %s\\n' prompt\r", 'at prompt')
  return client
}

/**
 * A contender for each kind of server, with a new server in each turn; or the reason why this
 * machine has none.
 */
export async function serverContenders(
  kinds: readonly ServerKind[],
  turn: (start: ServerKind['start']) => Promise<Reading>,
): Promise<readonly (Contender | Absent)[]> {
  const found: (Contender | Absent)[] = []
  for (const { name, role, start } of kinds) {
    try {
      await (await start()).stop()
    } catch (error) {
      found.push({ name, skipped: error instanceof Error ? error.message : String(error) })
      continue
    }
    found.push({ name, role, turn: () => turn(start) })
  }
  return found
}

export async function withServer<T>(
  start: ServerKind['start'],
  use: (server: TerminalServer) => Promise<T>,
): Promise<T> {
  const server = await start()
  try {
    return await use(server)
  } finally {
    await server.stop()
  }
}

/** Waits, in ms. */
export const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))
