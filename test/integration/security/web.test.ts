import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { noDeck } from '../../../server/web/pages/not-found.ts'
import { createWeb } from '../../../server/web/http/server.ts'
import { bundle, canary, fakeRoutes, fakeContent, listen, raw } from '../socket/test-server.ts'
import { traversals } from './traversals.ts'

/** Every address that is served and many that are not, by kind; one request guard checks all. */
const pages = ['/', '/decks/welcome/', '/decks/welcome/green-room', '/decks/welcome/presenter']
const files = [
  ...['/assets/app.js', '/assets/app.css'],
  ...['/demos/welcome.json', '/decks/welcome/cues.json'],
]
const nothing = ['/nothing', '/decks/welcome', '/socket']

let listening: Awaited<ReturnType<typeof listen>>
const refused: string[] = []
const errors: unknown[] = []
const manifest = fakeRoutes(fakeContent(), { '/assets/large.js': '//' + 'x'.repeat(9_000) })
manifest.set('/broken', {
  type: 'page',
  render: () => Promise.reject(new Error('at secret/place.ts:1')),
})

beforeAll(async () => {
  listening = await listen(
    createWeb({
      routes: () => manifest,
      noDeck: () => noDeck(fakeContent({ project: 'talks' })),
      admits: (token) => token === 'the-token',
      onRefused: (line) => refused.push(line),
      onError: (error) => errors.push(error),
    }),
  )
})
afterAll(() => listening.stop())

/** Sends a request by hand, because fetch would not let us set Host or Sec-Fetch-Site. */
async function ask(target: string, headers: readonly string[] = [], method = 'GET') {
  const host = headers.some((line) => /^host:/i.test(line))
    ? []
    : [`Host: 127.0.0.1:${listening.port}`]
  const lines = [`${method} ${target} HTTP/1.1`, ...host, ...headers, 'Connection: close', '', '']
  const answer = await raw(listening.port, lines.join('\r\n'))
  const [head = '', ...body] = answer.split('\r\n\r\n')
  const status = Number(/^HTTP\/1\.1 (\d+)/.exec(head)?.[1])
  const header = (name: string) => new RegExp(`^${name}: (.*)$`, 'im').exec(head)?.[1]?.trim()
  return { status, header, body: body.join('\r\n\r\n'), head }
}

test('a missing deck gives a page with the project and its decks, without the address', async () => {
  for (const path of ['/decks/nobodys/', '/decks/%3Cb%3E/']) {
    const { status, body, header } = await ask(path)
    expect(status).toBe(404)
    expect(header('Content-Type')).toMatch(/^text\/plain/)
    expect(body).toContain('This server shows the project talks, with the decks welcome;')
    expect(body).not.toMatch(/nobodys|<b>|%3C/)
  }
  expect((await ask('/nothing')).body).toBe('There is nothing at this address.\n')
})

describe("the presenter's own data", () => {
  const path = '/decks/welcome/cues.json'
  test('is sent to a request with the token of a window, and stored nowhere', async () => {
    const answer = await ask(path, ['Authorization: Bearer the-token'])
    expect(answer.status).toBe(200)
    expect(answer.header('Cache-Control')).toBe('no-store')
  })
  test.each([
    [],
    ['Authorization: Bearer another-token'],
    ['Authorization: Bearer '],
    ['Authorization: the-token'],
    ['Authorization: Basic the-token'],
    ['Cookie: token=the-token'],
  ])('is refused to all others: %s', async (...headers) => {
    const answer = await ask(path, headers)
    expect(answer.status).toBe(401)
    expect(answer.body).toContain('printed link')
  })
  test('is refused if nobody has a token', async () => {
    const other = await listen(createWeb({ routes: () => manifest }))
    const answer = await fetch(`http://127.0.0.1:${other.port}${path}`, {
      headers: { Authorization: 'Bearer the-token' },
    })
    expect(answer.status).toBe(401)
    await other.stop()
  })
})

describe('one request guard checks every address', () => {
  test('there is a row here for every route', () => {
    const known = [...pages, ...files, '/assets/large.js', '/broken']
    expect([...manifest.keys()].sort()).toEqual(known.sort())
  })
  describe.each([...pages, ...files, ...nothing])('%s', (path) => {
    test.each([['Host: evil.test'], ['Host: 127.0.0.1.nip.io'], ['Host: 127.0.0.1'], ['Host:']])(
      'does not exist for %s',
      async (host) => {
        const answer = await ask(path, [host])
        expect(answer.status).toBe(421)
        expect(refused.at(-1)).toMatch(/^421 /)
      },
    )
    test('does not exist for two Hosts or an absolute target', async () => {
      const twice = [`Host: 127.0.0.1:${listening.port}`, 'Host: evil.test']
      expect((await ask(path, twice)).status).toBe(421)
      expect((await ask(`http://evil${path}`)).status).toBe(400)
    })
    test('cannot be loaded by another site', async () => {
      for (const site of ['cross-site', 'same-site']) {
        const answer = await ask(path, [`Sec-Fetch-Site: ${site}`, 'Sec-Fetch-Mode: no-cors'])
        expect(answer.status).toBe(403)
      }
    })
    test.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])('has no %s', async (method) => {
      const answer = await ask(path, ['Content-Length: 0'], method)
      expect(answer.status).toBe(405)
      expect(answer.header('Allow')).toBe('GET, HEAD')
    })
  })
  test('another site may link to a page, but to nothing else', async () => {
    const link = [
      'Sec-Fetch-Site: cross-site',
      'Sec-Fetch-Mode: navigate',
      'Sec-Fetch-Dest: document',
    ]
    for (const path of pages) expect((await ask(path, link)).status).toBe(200)
    for (const path of files) expect((await ask(path, link)).status).toBe(403)
  })
  test('HTTP/1.0 without a Host is refused', async () => {
    expect(await raw(listening.port, 'GET / HTTP/1.0\r\n\r\n')).toContain(' 421 ')
  })
})

describe('pages', () => {
  test.each(pages)('%s has the whole policy', async (path) => {
    const { status, header, body } = await ask(path)
    expect(status).toBe(200)
    const nonce = /'nonce-([\w-]{22,})'/.exec(header('Content-Security-Policy') ?? '')?.[1]
    expect(header('Content-Security-Policy')).toBe(
      `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'self' 'nonce-${nonce}'; ` +
        `img-src 'self' data:; font-src 'self'; ` +
        `connect-src 'self' ws://127.0.0.1:${listening.port}/socket; base-uri 'none'; ` +
        `form-action 'none'; frame-ancestors 'none'; object-src 'none'`,
    )
    expect(header('Cross-Origin-Opener-Policy')).toBe('same-origin')
    expect(header('Cross-Origin-Resource-Policy')).toBe('same-origin')
    expect(header('X-Content-Type-Options')).toBe('nosniff')
    expect(header('Referrer-Policy')).toBe('no-referrer')
    expect(header('Permissions-Policy')).toContain('clipboard-read=()')
    expect(header('Cache-Control')).toBe('no-store')
    expect(header('Set-Cookie')).toBeUndefined() // There are no cookies.
    expect(header('Access-Control-Allow-Origin')).toBeUndefined()
    for (const tag of body.match(/<(script|link rel="stylesheet"|style)[^>]*>/g) ?? []) {
      expect(tag).toContain(`nonce="${nonce}"`)
    }
    expect((await ask(path)).body).not.toContain(nonce)
  })
  test.each(pages)('%s: the words of an author do not become markup', async (path) => {
    const { body } = await ask(path)
    expect(body).not.toContain('<img')
    expect(body).not.toContain('<!--')
    expect(body).not.toMatch(/<script>/)
    expect(body).toContain('&quot;&gt;&lt;img src=x')
  })
  test('the data of a page survives its escaping', async () => {
    const { body } = await ask('/decks/welcome/')
    const json = /id="cuecast-page"[^>]*>(.*?)<\/script>/s.exec(body)?.[1] ?? ''
    expect(JSON.parse(json)).toEqual({
      page: 'deck',
      deck: 'welcome',
      title: canary,
      demos: ['welcome'],
      role: 'presenter',
      saves: 0,
    })
  })
})

describe('files', () => {
  test('are compressed, and confirmed by their hash', async () => {
    const plain = await ask('/demos/welcome.json')
    expect(plain.status).toBe(200)
    expect(plain.header('Content-Encoding')).toBeUndefined()
    expect(JSON.parse(plain.body)).toEqual(bundle('welcome'))
    for (const encoding of ['br', 'gzip']) {
      const answer = await ask('/demos/welcome.json', [`Accept-Encoding: ${encoding}`])
      expect(answer.header('Content-Encoding')).toBe(encoding)
      expect(Number(answer.header('Content-Length'))).toBeLessThan(400)
    }
    const none = await ask('/demos/welcome.json', ['Accept-Encoding: br;q=0, gzip;q=0'])
    expect(none.header('Content-Encoding')).toBeUndefined()
    const again = await ask('/demos/welcome.json', [`If-None-Match: ${plain.header('ETag')}`])
    expect([again.status, again.body]).toEqual([304, ''])
  })
  test('with a hash in their name are cached for ever, others are requested again', async () => {
    expect((await ask('/assets/large.js')).header('Cache-Control')).toContain('immutable')
    expect((await ask('/demos/welcome.json')).header('Cache-Control')).toBe('no-cache')
  })
  test.each(files)('%s cannot be a document that runs something', async (path) => {
    const { header } = await ask(path)
    expect(header('Content-Security-Policy')).toContain("default-src 'none'")
    expect(header('Content-Security-Policy')).toContain('sandbox')
    expect(header('X-Content-Type-Options')).toBe('nosniff')
    expect(header('Cross-Origin-Resource-Policy')).toBe('same-origin')
  })
  test('HEAD has the headers and no body', async () => {
    const answer = await ask('/assets/large.js', [], 'HEAD')
    expect([answer.status, answer.body]).toEqual([200, ''])
    expect(answer.header('Content-Length')).toBe('9002')
  })
})

describe('a missing address', () => {
  test('is the answer to every target of the corpus', async () => {
    for (const target of traversals) {
      if (/[\s"<>\\．\u0080-\uffff]/.test(target) || target === '') continue // This is not HTTP at all.
      const { status, body } = await ask(target)
      expect([400, 404], target).toContain(status)
      expect(body.length, target).toBeLessThan(200)
    }
  })
  test('gives a sentence as text, without the path', async () => {
    for (const target of ['/<script>alert(1)</script>', '/%3Cscript%3Ealert(1)%3C/script%3E']) {
      const { status, header, body } = await ask(target)
      expect(status).toBe(404)
      expect(header('Content-Type')).toBe('text/plain; charset=utf-8')
      expect(body).not.toContain('script')
    }
  })
  test('a bug of ours is reported to the server but not to the visitor', async () => {
    const { status, header, body } = await ask('/broken')
    expect(status).toBe(500)
    expect(header('Content-Type')).toBe('text/plain; charset=utf-8')
    expect(body).not.toContain('secret')
    expect(errors).toHaveLength(1)
  })
  test('two thousand headers are refused', async () => {
    const many = Array.from({ length: 2_000 }, (_, i) => `x-${i}: y`)
    expect((await ask('/', many)).status).toBe(431)
    const some = Array.from({ length: 100 }, () => 'a: b')
    expect((await ask('/', some)).status).toBe(431)
  })
})

describe('a slow client', () => {
  test('is cut off if its headers take more than five seconds, and nobody waits for it', async () => {
    const sockets = Array.from({ length: 200 }, () => connect(listening.port, '127.0.0.1'))
    const closed = Promise.all(
      sockets.map((socket) => {
        socket.on('error', () => {}) // The server cuts us off, which is what is tested.
        socket.write(`GET / HTTP/1.1\r\nHost: 127.0.0.1:${listening.port}\r\nX-Slow: `)
        return once(socket.resume(), 'close')
      }),
    )
    const begun = performance.now()
    expect((await ask('/')).status).toBe(200)
    expect(performance.now() - begun).toBeLessThan(1_000)
    await closed
    expect(performance.now() - begun).toBeLessThan(9_000)
  })
})
