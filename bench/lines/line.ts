import { once } from 'node:events'
import type { RawData, WebSocket } from 'ws'
import type { Absent, Contender, Reading } from '../figure.ts'

/**
 * A raw client of a terminal server: what a page does, without a browser. All servers are measured
 * through this, so that the client costs each of them alike.
 */
export interface Line {
  write(text: string): void
  /** Hears the bytes of the terminal as they arrive; the one that was set last. */
  hear(hear: (bytes: Uint8Array) => void): void
  /** Stops reading the socket, as a page that hangs does: the kernel's buffers fill, then the server's. */
  pause(): void
  resume(): void
  close(): void
}

/** One server of terminals, in a process of its own. */
export interface LineServer {
  /** Of the server itself, whose memory counts; shells are its children. */
  readonly pid: number
  /** A shell of its own, at its prompt, and a line to it. At most two. */
  open(): Promise<Line>
  /** Another line to the shell of the line that was opened first, where the server can share one. */
  watch?(): Promise<Line>
  stop(): Promise<void>
}

/** What a kind of server is called, and how one is started; it throws why there is none here. */
export interface LineKind {
  readonly name: string
  readonly role: 'ours' | 'peer'
  readonly start: () => Promise<LineServer>
}

/** What travels for what is typed, and what was printed in what travels. */
export interface Codec {
  encode(text: string): string | Uint8Array
  /** Null where a message carries no output. `answer` sends what the protocol wants in return. */
  decode(
    data: Buffer,
    binary: boolean,
    answer: (message: string | Uint8Array) => void,
  ): Uint8Array | null
}

/** A line over a WebSocket that carries one terminal. */
export async function socketLine(socket: WebSocket, codec: Codec): Promise<Line> {
  let to: (bytes: Uint8Array) => void = () => {}
  const answer = (message: string | Uint8Array) => socket.send(message)
  socket.on('message', (data: RawData, binary) => {
    const bytes = codec.decode(data as Buffer, binary, answer)
    if (bytes) to(bytes)
  })
  if (socket.readyState === socket.CONNECTING) await once(socket, 'open')
  // A server that hangs up on a client that hangs is not a failure of the client.
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
 * Types `text` and resolves when `wanted` was printed, with all the bytes until then. The words that
 * are waited for must not be in what is typed, because that is echoed.
 */
export async function ask(line: Line, text: string, wanted: string): Promise<string> {
  const decoder = new TextDecoder()
  let said = ''
  const answered = new Promise<string>((resolve, reject) => {
    const late = setTimeout(
      () => reject(new Error(`${wanted} was not printed in time: ${said.slice(-200)}`)),
      ANSWER_WITHIN,
    )
    line.hear((bytes) => {
      said += decoder.decode(bytes, { stream: true })
      if (!said.includes(wanted)) return
      // Enough of a flood to know the word by.
      clearTimeout(late)
      resolve(said)
    })
  })
  line.write(text)
  const all = await answered
  line.hear(() => {})
  return all
}

/** Resolves when the shell behind the line reads what is typed. */
export async function atPrompt(line: Line): Promise<Line> {
  await ask(line, "printf 'at %s\\n' prompt\r", 'at prompt')
  return line
}

/** Every kind that this machine has, each turn with servers of its own; of the others, why not. */
export async function lineContenders(
  kinds: readonly LineKind[],
  turn: (start: LineKind['start']) => Promise<Reading>,
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
  start: LineKind['start'],
  use: (server: LineServer) => Promise<T>,
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
