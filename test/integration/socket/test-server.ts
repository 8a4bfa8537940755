import { once } from 'node:events'
import type { Server } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { WebSocket } from 'ws'
import type { DemoBundle } from '../../../core/recording/bundle.ts'
import type { Built } from '../../../server/web/http/client-assets.ts'
import { createRoutes, type Route } from '../../../server/web/http/routes.ts'
import type { Content } from '../../../server/web/content/content.ts'

/** This text would run as a script if any of it became markup. */
export const canary = `"><img src=x onerror=__pwn()></script><!--<script>__pwn()</script>{{7*7}}\${}`

export const bundle = (name: string): DemoBundle => ({
  demo: { name, title: name, size: { cols: 80, rows: 24 }, live: true, panes: ['main'], steps: [] },
  take: null,
  problems: ['x'.repeat(4_000)],
})

/** Content with one deck and one demo, in memory. */
export function fakeContent(change: Partial<Content> = {}): Content {
  return {
    project: canary,
    deckNames: () => ['welcome'],
    decks: () => [{ name: 'welcome', title: canary, author: canary, demos: 1, problems: [canary] }],
    problems: () => [canary],
    page: async () => ({
      title: canary,
      lang: 'en',
      theme: canary,
      sections: '<section><h2>Hello</h2></section>',
      demos: ['welcome'],
      problems: [canary],
    }),
    assets: () => new Map(),
    demoNames: () => ['welcome'],
    cues: () => ({ demos: {} }),
    bundle: async (name) => bundle(name),
    chunks: () => new Map(),
    ...change,
  }
}

export const built: Built = {
  files: new Map(),
  present: { imports: [], scripts: ['/assets/app.js'], styles: ['/assets/app.css'] },
  presenter: { scripts: [], imports: [], styles: [] },
  library: { imports: [], scripts: [], styles: [] },
  remote: { imports: [], scripts: [], styles: [], files: [] },
  greenRoom: { scripts: [], imports: [], styles: [] },
}

/** Routes of the content, and of two built files in memory. */
export function fakeRoutes(content = fakeContent(), files: Record<string, string> = {}) {
  const manifest = new Map(createRoutes(content, built))
  const all = { '/assets/app.js': 'export {}', '/assets/app.css': 'body {}', ...files }
  for (const [url, text] of Object.entries(all)) {
    const media = url.endsWith('.css') ? 'text/css; charset=utf-8' : 'text/javascript'
    const load = async () => Buffer.from(text)
    manifest.set(url, { type: 'file', media, immutable: true, load } satisfies Route)
  }
  return manifest
}

/** Listens on a free port of loopback; `stop` also cuts open connections. */
export async function listen(server: Server) {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    port,
    origin: `http://127.0.0.1:${port}`,
    stop: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** Sends bytes unchanged, which no HTTP client would do, and returns the whole answer. */
export function raw(port: number, text: string | Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(text))
    socket.setEncoding('latin1')
    socket.on('data', (data: string) => (answer += data))
    socket.on('close', () => resolve(answer))
    socket.on('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ECONNRESET' || error.code === 'EPIPE' ? resolve(answer) : reject(error),
    )
  })
}

/** The status with which a socket from this origin is refused. */
export async function turnedAway(port: number, origin: string): Promise<number> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/socket`, { origin })
  const [request, response] = (await once(
    socket.on('error', () => {}),
    'unexpected-response',
  )) as [{ destroy(): void }, { statusCode: number }]
  request.destroy()
  return response.statusCode
}
