import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page, WebSocketRoute } from 'playwright-core'
import { encodeFrame } from '../../../core/protocol/binary-frame.ts'
import { decodeClient, encode, PROTOCOL } from '../../../core/protocol/messages.ts'
import type { Position } from '../../../core/protocol/position.ts'
import type { ClientMessage, Role, ServerMessage } from '../../../core/protocol/messages.ts'
import { readBuilt } from '../../../server/web/http/client-assets.ts'
import { pagePolicy } from '../../../server/web/http/security-headers.ts'
import { deckPage } from '../../../server/web/pages/deck.ts'
import { sections } from './fixture-page.ts'
import { bundles } from './fixture-take.ts'

const ORIGIN = 'http://127.0.0.1:4399'
const client = join(import.meta.dirname, '../../../dist/client')

/**
 * A server that the test controls: real pages, the real policy, and a connection that does what the
 * test says.
 */
export interface FakeServer {
  readonly url: string
  readonly heard: ClientMessage[]
  /** Resolves with the next message of this type, or with an earlier one that was not taken yet. */
  next<T extends ClientMessage['type']>(type: T): Promise<Extract<ClientMessage, { type: T }>>
  send(message: ServerMessage): void
  /** How often the page itself was requested. */
  loads(): number
  /** Releases what `hold` held back, now and from now on. */
  release(held: Held): void
  /** From now on the test itself answers requests for a shell to type into. */
  holdShells(): void
  /** Sends a terminal's whole screen to every channel that shows this pane. */
  reset(demo: string, pane: string, screen: string): void
  output(demo: string, pane: string, text: string): void
  /** Kills the server: the connection closes and does not come back. */
  die(): void
}

/** The parts that are held back until the test releases them. */
type Held = 'welcome' | 'recordings'

export interface FakeOptions {
  readonly hold?: readonly Held[]

  readonly role?: Role
  readonly position?: Position
  readonly why?: string
}

export async function fakeServer(page: Page, options: FakeOptions = {}): Promise<FakeServer> {
  const { role = 'presenter', position = null, why, hold = [] } = options
  const built = await readBuilt(client)
  const nonce = 'bm9uY2U'
  const free = { welcome: gate(), recordings: gate() }
  for (const held of ['welcome', 'recordings'] as const) if (!hold.includes(held)) free[held].open()
  let loads = 0
  await page.route(`${ORIGIN}/**`, async (route) => {
    const { pathname } = new URL(route.request().url())
    const demo = /^\/demos\/(\w+)\.json$/.exec(pathname)?.[1]
    if (pathname === '/decks/look/') {
      loads += 1
      return route.fulfill({
        contentType: 'text/html',
        headers: {
          'Content-Security-Policy': pagePolicy(nonce, `${ORIGIN.replace('http', 'ws')}/socket`),
        },
        body: deckPage({
          title: 'Look',
          lang: 'en',
          theme: 'dark',
          nonce,
          ...built.present,
          sections: sections(),
          name: 'look',
          role: 'presenter',
          demos: Object.keys(bundles),
          problems: [],
        }),
      })
    }
    if (demo !== undefined) {
      await free.recordings.opened
      // A page that was reloaded meanwhile does not wait for this any more.
      return route.fulfill({ json: bundles[demo] }).catch(() => {})
    }
    const type = /\.js$/.test(pathname)
      ? 'text/javascript'
      : /\.css$/.test(pathname)
        ? 'text/css'
        : ''
    const body = await readFile(join(client, pathname)).catch(() => null)
    if (!body) return route.fulfill({ status: 404 })
    return route.fulfill({ body, ...(type === '' ? {} : { contentType: type }) })
  })

  const heard: ClientMessage[] = []
  const unread: ClientMessage[] = []
  let waiting: (() => void)[] = []
  let wire: WebSocketRoute | null = null
  let dead = false
  let opens = true
  const channels = new Map<number, string>()
  const live = why === undefined ? ({ ok: true } as const) : ({ ok: false, why } as const)
  const send = (message: ServerMessage) => wire?.send(encode(message))
  const each = (demo: string, pane: string, tell: (channel: number) => void) =>
    channels.forEach((name, channel) => name === `${demo} ${pane}` && tell(channel))

  await page.routeWebSocket('**/socket', (socket) => {
    if (dead) return void socket.close()
    wire = socket
    socket.onMessage((data) => {
      const message = typeof data === 'string' ? decodeClient(data) : null
      if (!message) throw new Error(`the page sent an unknown message: ${data.toString()}`)
      heard.push(message)
      unread.push(message)
      if (message.type === 'hello')
        void free.welcome.opened.then(() =>
          send({
            type: 'welcome',
            protocol: PROTOCOL,
            role,
            token: 'token',
            position,
            live: Object.fromEntries(Object.keys(bundles).map((name) => [name, live])),
          }),
        )
      if (message.type === 'tick') send({ type: 'tick' })
      if (message.type === 'attach')
        channels.set(message.channel, `${message.demo} ${message.pane}`)
      if (message.type === 'open' && opens)
        send({ type: 'opened', demo: message.demo, pane: message.pane, why: null })
      if (message.type === 'detach') channels.delete(message.channel)
      for (const wake of waiting.splice(0)) wake()
    })
  })

  return {
    url: `${ORIGIN}/decks/look/`,
    heard,
    async next(type) {
      for (;;) {
        const at = unread.findIndex((message) => message.type === type)
        if (at !== -1) return unread.splice(at, 1)[0] as never
        await new Promise<void>((wake) => (waiting = [...waiting, wake]))
      }
    },
    send,
    loads: () => loads,
    release: (held) => free[held].open(),
    holdShells: () => void (opens = false),
    reset: (demo, pane, screen) =>
      each(demo, pane, (channel) =>
        send({
          type: 'reset',
          channel,
          offset: 0,
          snapshot: { size: bundles[demo]!.demo.size, screen },
        }),
      ),
    output: (demo, pane, text) =>
      each(demo, pane, (channel) =>
        wire?.send(
          Buffer.from(encodeFrame({ channel, offset: 0, bytes: new TextEncoder().encode(text) })),
        ),
      ),
    die() {
      dead = true
      void wire?.close()
    },
  }
}

function gate() {
  let open = () => {}
  const opened = new Promise<void>((settle) => (open = settle))
  return { opened, open: () => open() }
}
