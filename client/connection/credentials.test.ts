import { afterEach, expect, it, vi } from 'vitest'
import { hearTickets } from './credentials.ts'

afterEach(() => vi.unstubAllGlobals())

it('a fresh link in an open tab is heard, and its ticket leaves the address bar', () => {
  const location = { hash: '#/two', pathname: '/decks/talk/' }
  const addresses: string[] = []
  vi.stubGlobal('location', location)
  vi.stubGlobal('history', {
    replaceState: (_: null, __: string, address: string) => addresses.push(address),
  })
  let changed: ((event: unknown) => void) | undefined
  vi.stubGlobal('addEventListener', (_: string, hear: typeof changed) => (changed = hear))
  const heard: string[] = []
  hearTickets((ticket) => heard.push(ticket))
  const event = { oldURL: 'http://127.0.0.1:1/decks/talk/#/two', stopImmediatePropagation: vi.fn() }
  location.hash = '#/three'
  changed?.(event)
  expect(event.stopImmediatePropagation).not.toHaveBeenCalled()
  location.hash = '#ticket=abc-123'
  changed?.(event)
  expect(event.stopImmediatePropagation).toHaveBeenCalledOnce()
  expect({ heard, addresses }).toEqual({ heard: ['abc-123'], addresses: ['/decks/talk/#/two'] })
})
