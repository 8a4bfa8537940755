import { randomUUID } from 'node:crypto'
import { WebSocket, type RawData } from 'ws'
import { createAcks } from '../../core/protocol/flow-control.ts'
import { decodeFrame } from '../../core/protocol/binary-frame.ts'
import { decodeServer, encode, PROTOCOL } from '../../core/protocol/messages.ts'
import type { ClientMessage, ServerMessage } from '../../core/protocol/messages.ts'
import {
  atPrompt,
  type TerminalClient,
  type ServerKind,
  type TerminalServer,
} from './terminal-client.ts'
import { startShow } from '../show.ts'

const DEMO = 'pair'
const PANES = ['left', 'right'] as const

/**
 * Our server, started by the real command. A client has one socket for all terminals, like our
 * page.
 */
export const ours: ServerKind = { name: 'cuecast', role: 'ours', start }

interface Window {
  readonly token: string | undefined
  client(pane: string): TerminalClient
  /** Resolves when every pane has its shell. */
  perform(): Promise<void>
  close(): void
}

async function start(): Promise<TerminalServer> {
  const show = await startShow()
  const ticket = show.link.split('ticket=')[1] ?? ''
  const windows: Window[] = []
  const enter = async (proof: { ticket: string } | { token: string }) => {
    const window = await openWindow(show.origin, proof)
    windows.push(window)
    return window
  }
  try {
    const presenter = await enter({ ticket })
    const clients = PANES.map((pane) => presenter.client(pane))
    await presenter.perform()
    let opened = 0
    return {
      pid: show.pid,
      async open() {
        const client = clients[opened++]
        if (!client) throw new Error(`there are ${PANES.length} shells`)
        return atPrompt(client)
      },
      async watch() {
        const { token } = presenter
        if (token === undefined) throw new Error('the welcome brought no token')
        return (await enter({ token })).client(PANES[0])
      },
      async stop() {
        for (const window of windows) window.close()
        await show.stop()
      },
    }
  } catch (error) {
    await show.stop()
    throw error
  }
}

async function openWindow(
  origin: string,
  proof: { ticket: string } | { token: string },
): Promise<Window> {
  const socket = new WebSocket(`${origin.replace('http', 'ws')}/socket`, { origin })
  const send = (message: ClientMessage) => socket.send(encode(message))
  const channels = new Map<number, { pane: string; hear: (bytes: Uint8Array) => void }>()
  const acks = new Map<number, (parsed: number) => number>()
  const waiting = new Set<(message: ServerMessage) => boolean>()
  const text = new TextEncoder()

  /** Resolves with the first message that `pick` returns a value for; `pick` throws if it cannot come. */
  const until = <T>(pick: (message: ServerMessage) => T | undefined) =>
    new Promise<T>((resolve, reject) => {
      const look = (message: ServerMessage) => {
        try {
          const found = pick(message)
          if (found === undefined) return false
          resolve(found)
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)))
        }
        return true
      }
      waiting.add(look)
      socket.once('close', (code) => reject(new Error(`our server hung up: ${code}`)))
    })
  const handle = (message: ServerMessage) => {
    for (const look of [...waiting]) if (look(message)) waiting.delete(look)
    if (message.type === 'reset') {
      // A fresh snapshot discards pending acknowledgements, as in a page.
      acks.set(message.channel, createAcks())
      channels.get(message.channel)?.hear(text.encode(message.snapshot.screen))
    }
  }
  socket.on('open', () => send({ type: 'hello', protocol: PROTOCOL, ...proof }))
  socket.on('error', () => {})
  socket.on('message', (data: RawData, binary) => {
    if (!binary) {
      const message = decodeServer((data as Buffer).toString())
      return message ? handle(message) : undefined
    }
    const frame = decodeFrame(data as Buffer)
    if (!frame) return
    channels.get(frame.channel)?.hear(frame.bytes)
    const due = acks.get(frame.channel)?.(frame.bytes.length) ?? 0
    if (due > 0) send({ type: 'ack', channel: frame.channel, bytes: due })
  })
  const welcome = await until((message) => (message.type === 'welcome' ? message : undefined))

  return {
    token: welcome.token,
    client(pane) {
      const id = channels.size + 1
      const channel = { pane, hear: (_bytes: Uint8Array) => {} }
      channels.set(id, channel)
      send({ type: 'attach', channel: id, demo: DEMO, pane })
      return {
        write: (data) => send({ type: 'input', demo: DEMO, pane, data }),
        hear: (hear) => (channel.hear = hear),
        pause: () => socket.pause(),
        resume: () => socket.resume(),
        close: () => send({ type: 'detach', channel: id }),
      }
    },
    async perform() {
      const intent = randomUUID()
      const left = new Set<string>(PANES)
      const done = until((message) => {
        if (message.type === 'refused') throw new Error(message.why)
        if (message.type !== 'outcome' || message.intent !== intent) return
        if (!message.outcome.ok)
          throw new Error(`the shell did not open: ${message.outcome.detail ?? ''}`)
        left.delete(message.pane)
        return left.size === 0 || undefined
      })
      send({ type: 'perform', intent, demo: DEMO, step: 'open', panes: [...PANES] })
      await done
    },
    close: () => socket.terminate(),
  }
}
