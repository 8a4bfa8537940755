import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkRequest, checkUpgrade, HEADER_LIMIT, type GuardedRequest } from './request-guard.ts'
import { traversals } from '../../../test/integration/security/traversals.ts'

const policy = { port: 4321 }
const home = { method: 'GET', url: '/', headers: ['Host', '127.0.0.1:4321'], secure: false }
const get = (change: Partial<GuardedRequest> = {}) => checkRequest({ ...home, ...change }, policy)
const handshake = (origin: readonly string[], change: Partial<GuardedRequest> = {}, at = policy) =>
  checkUpgrade(
    {
      method: 'GET',
      url: '/socket',
      headers: [
        ...['Host', '127.0.0.1:4321', 'Connection', 'Upgrade', 'Upgrade', 'websocket'],
        ...['Sec-WebSocket-Version', '13', 'Sec-WebSocket-Key', 'AAAAAAAAAAAAAAAAAAAAAA=='],
        ...origin.flatMap((value) => ['Origin', value]),
      ],
      secure: false,
      ...change,
    },
    at,
  )
const status = (verdict: ReturnType<typeof get>) => (verdict.ok ? 200 : verdict.status)

describe('a Host that is not ours is refused, so that no rebound name reaches us:', () => {
  const good = ['127.0.0.1:4321', '[::1]:4321', 'localhost:4321']
  const bad = [
    ['evil.test'],
    ['evil.test:4321'],
    ['127.0.0.1'],
    ['127.0.0.1:80'],
    ['127.0.0.1:43210'],
    ['127.0.0.1:4321.'],
    ['127.0.0.1.:4321'],
    ['localhost.:4321'],
    ['localhost.evil.test:4321'],
    ['127.0.0.1.nip.io:4321'],
    ['127.0.0.2:4321'],
    ['127.1:4321'],
    ['0x7f000001:4321'],
    ['2130706433:4321'],
    ['0.0.0.0:4321'],
    ['::1:4321'],
    ['[::1]'],
    ['[0:0:0:0:0:0:0:1]:4321'],
    ['[::ffff:127.0.0.1]:4321'],
    ['[::1%25lo]:4321'],
    ['user@127.0.0.1:4321'],
    ['127.0.0.1:4321@evil.test'],
    ['127.0.0.1:4321/'],
    ['127.0.0.1:4321,evil.test'],
    [' 127.0.0.1:4321'],
    ['127.0.0.1:04321'],
    [''],
    [],
    ['127.0.0.1:4321', '127.0.0.1:4321'],
    ['127.0.0.1:4321', 'evil.test'],
    ['evil.test', '127.0.0.1:4321'],
  ]
  test.each(good)('%s is ours', (host) => {
    expect(status(get({ headers: ['Host', host] }))).toBe(200)
    expect(status(get({ headers: ['hOsT', host] }))).toBe(200)
  })
  test.each(bad)('%j, %j is refused, for pages and for sockets', (...hosts) => {
    const headers = hosts.flatMap((host) => ['Host', host])
    expect(status(get({ headers }))).toBe(421)
    const rest = ['Upgrade', 'websocket', 'Sec-WebSocket-Version', '13']
    const origin = ['Origin', 'http://127.0.0.1:4321']
    expect(status(handshake([], { headers: [...headers, ...origin, ...rest] }))).toBe(421)
  })
  test('a browser leaves out the default port', () => {
    const at = (host: string, port: number, secure: boolean) =>
      status(
        checkRequest({ ...home, headers: ['Host', host], secure }, { port, hosts: ['a.test'] }),
      )
    expect(at('a.test', 443, true)).toBe(200)
    expect(at('a.test', 80, false)).toBe(200)
    expect(at('a.test', 443, false)).toBe(421)
    expect(at('a.test:443', 443, true)).toBe(200)
    expect(at('localhost:443', 443, true)).toBe(421)
  })
})

describe('the origin of a socket, which must be that of our own pages:', () => {
  const good = ['127.0.0.1:4321', 'localhost:4321', '[::1]:4321']
  const bad = [
    ['http://127.0.0.1'],
    ['http://127.0.0.1:80'],
    ['http://127.0.0.1:9200'],
    ['http://127.0.0.1:43210'],
    ['http://127.0.0.1:432'],
    ['http://127.0.0.1:04321'],
    ['https://127.0.0.1:4321'],
    ['ws://127.0.0.1:4321'],
    ['wss://127.0.0.1:4321'],
    ['127.0.0.1:4321'],
    ['//127.0.0.1:4321'],
    ['http://127.0.0.1:4321/'],
    ['http://127.0.0.1:4321/x'],
    ['http://127.0.0.1:4321?'],
    ['http://127.0.0.1:4321#'],
    ['http://127.0.0.1:4321.evil.com'],
    ['http://127.0.0.1:4321@evil.com'],
    ['http://127.0.0.1:9100@evil'],
    ['http://evil@127.0.0.1:4321'],
    ['http://evil.com:4321'],
    ['http://evil.com/http://127.0.0.1:4321'],
    ['http://evil127.0.0.1:4321'],
    ['http://127.0.0.1.:4321'],
    ['http://127.0.0.2:4321'],
    ['http://127.1:4321'],
    ['http://2130706433:4321'],
    ['http://0.0.0.0:4321'],
    ['http://[::]:4321'],
    ['http://::1:4321'],
    ['http://[::ffff:127.0.0.1]:4321'],
    ['http://localhost'],
    ['http://localhost:4321'],
    ['http://[::1]:4321'],
    ['http://LOCALHOST:4321'],
    ['HTTP://localhost:4321'],
    ['http://localhost.:4321'],
    ['http://localhost.evil.com:4321'],
    ['http://notlocalhost:4321'],
    ['http://locаlhost:4321'],
    ['http://xn--loclhost-5fg:4321'],
    ['https://evil'],
    ['null'],
    [''],
    [' http://127.0.0.1:4321'],
    ['http://127.0.0.1:4321 '],
    ['http://127.0.0.1:4321, http://evil'],
    ['http://127.0.0.1:4321\thttp://evil'],
    ['file://'],
    ['file:///'],
    ['chrome-extension://abcdefgh'],
    ['about:blank'],
    ['data:text/html,'],
    ['blob:http://127.0.0.1:4321/x'],
    ['*'],
    ['undefined'],
    [],
    ['http://127.0.0.1:4321', 'http://127.0.0.1:4321'],
    ['http://127.0.0.1:4321', 'https://evil'],
    ['https://evil', 'http://127.0.0.1:4321'],
  ]
  test.each(good)('a page of %s may open a socket to it, and to no other name', (host) => {
    const rest = ['Upgrade', 'websocket', 'Sec-WebSocket-Version', '13']
    for (const other of good) {
      const headers = ['Host', host, 'Origin', `http://${other}`, ...rest]
      expect(status(handshake([], { headers }))).toBe(host === other ? 200 : 403)
    }
  })
  test.each(bad)('%j, %j is refused', (...origin) => expect(status(handshake(origin))).toBe(403))
  test('over TLS the origin is https', () => {
    expect(status(handshake(['https://127.0.0.1:4321'], { secure: true }))).toBe(200)
    expect(status(handshake(['http://127.0.0.1:4321'], { secure: true }))).toBe(403)
  })
})

describe('the path of a socket, which is compared as it is written:', () => {
  const origin = ['http://127.0.0.1:4321']
  const near = ['/', '/s', '/socke', '/socket/', '/sockets', '/SOCKET', '//socket', '/socket%2f']
  const far = ['/socket?a', '/socket?', '/%73ocket', '/./socket', '/a/../socket', 'socket', '*', '']
  test.each([
    ...near,
    ...far,
    'http://127.0.0.1:4321/socket',
    '/socket#',
    '/socket;a',
    '/socket%00',
  ])('%s is not it', (url) => expect(status(handshake(origin, { url }))).toBe(404))
  const headers = (...pairs: string[]) => [
    ...['Host', '127.0.0.1:4321', 'Origin', 'http://127.0.0.1:4321'],
    ...pairs,
  ]
  test.each([
    [405, { method: 'POST' }],
    [405, { method: 'HEAD' }],
    [400, { headers: headers('Sec-WebSocket-Version', '13') }],
    [400, { headers: headers('Upgrade', 'h2c', 'Sec-WebSocket-Version', '13') }],
    [426, { headers: headers('Upgrade', 'websocket') }],
    [426, { headers: headers('Upgrade', 'websocket', 'Sec-WebSocket-Version', '8') }],
    [426, { headers: headers('Upgrade', 'websocket', 'Sec-WebSocket-Version', '13, 8') }],
  ])('%i for %j', (code, change) => expect(status(handshake(origin, change))).toBe(code))
})

describe('where a request comes from, as the browser says:', () => {
  const from = (site: string | undefined, ...more: string[]) => [
    ...home.headers,
    ...(site === undefined ? [] : ['Sec-Fetch-Site', site]),
    ...more,
  ]
  const mode = (name: string, dest: string) => ['Sec-Fetch-Mode', name, 'Sec-Fetch-Dest', dest]
  test.each([undefined, 'same-origin', 'none'])('%s may load anything', (site) => {
    const verdict = get({ headers: from(site, ...mode('no-cors', 'image')) })
    expect(verdict).toMatchObject({ ok: true, foreign: false })
  })
  test.each(['same-site', 'cross-site', '', 'Same-Origin', 'nonsense'])(
    '%s may send a visitor and load nothing',
    (site) => {
      const verdict = get({ headers: from(site, ...mode('navigate', 'document')) })
      expect(verdict).toMatchObject({ ok: true, foreign: true })
      for (const [name, dest] of [
        ...[['no-cors', 'script'] as const, ['no-cors', 'image'] as const],
        ...[['cors', 'empty'] as const, ['navigate', 'iframe'] as const],
        ...[['navigate', 'object'] as const, ['no-cors', 'style'] as const],
      ]) {
        expect(status(get({ headers: from(site, ...mode(name, dest)) }))).toBe(403)
      }
      expect(status(get({ headers: from(site) }))).toBe(403)
      const head = { method: 'HEAD', headers: from(site, ...mode('navigate', 'document')) }
      expect(status(get(head))).toBe(403)
    },
  )
  test('a header sent twice is refused whatever it says', () => {
    expect(status(get({ headers: from('same-origin', 'Sec-Fetch-Site', 'none') }))).toBe(403)
    const twice = [...mode('navigate', 'document'), 'Sec-Fetch-Dest', 'document']
    expect(status(get({ headers: from('cross-site', ...twice) }))).toBe(403)
  })
  test.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE', 'PATCH', 'CONNECT', 'get', 'PRI'])(
    '%s is refused',
    (method) => expect(status(get({ method }))).toBe(405),
  )
  test('more headers than can be judged are refused', () => {
    const filler = (count: number) => Array.from({ length: count }, () => ['x', 'y']).flat()
    expect(status(get({ headers: [...home.headers, ...filler(HEADER_LIMIT - 2)] }))).toBe(200)
    expect(status(get({ headers: [...home.headers, ...filler(HEADER_LIMIT - 1)] }))).toBe(431)
  })
})

describe('paths, which are decoded once and not normalised:', () => {
  test.each([
    ['/', '/'],
    ['/decks/welcome/', '/decks/welcome/'],
    ['/decks/a%20b/?print', '/decks/a b/'],
    ['/decks/caf%C3%A9/', '/decks/café/'],
    ['/a?b?c', '/a'],
    ['/%252e', '/%2e'],
    ['/decks/../x', '/decks/../x'],
  ])('%s is %s', (url, path) => expect(get({ url })).toMatchObject({ ok: true, path }))

  test('nothing in the corpus becomes the name of something we serve', () => {
    const served = new Set(['/', '/decks/welcome/', '/assets/app-1a2b.js', '/demos/welcome.json'])
    expect(traversals.length).toBeGreaterThanOrEqual(100)
    for (const url of traversals) {
      const verdict = get({ url })
      if (verdict.ok) expect(served, url).not.toContain(verdict.path)
      else expect(verdict.status, url).toBe(400)
    }
  })
})

test('whatever is sent, the guard answers, and lets no other name through', () => {
  const text = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'/%.2fF5c\\?#:@ ') }))
  const name = fc.constantFrom('Host', 'Origin', 'Sec-Fetch-Site', 'Upgrade', 'x')
  const value = fc.oneof(text, fc.constantFrom('127.0.0.1:4321', 'http://127.0.0.1:4321'))
  fc.assert(
    fc.property(text, fc.array(fc.tuple(name, value)), (url, pairs) => {
      const request = { method: 'GET', url, headers: pairs.flat(), secure: false }
      const hosts = pairs.filter(([key]) => key === 'Host').map(([, host]) => host)
      for (const verdict of [checkRequest(request, policy), checkUpgrade(request, policy)]) {
        if (verdict.ok) expect(hosts).toEqual(['127.0.0.1:4321'])
        else expect(verdict.status).toBeGreaterThanOrEqual(400)
      }
    }),
    { numRuns: 5_000 },
  )
})
