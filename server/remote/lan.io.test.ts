import { describe, expect, test } from 'vitest'
import { chooseAddress, hostOf, ownAddresses, routeAddress, type Address } from './lan.ts'

const at = (name: string, address: string, internal = false): Address => ({
  name,
  address,
  internal,
})
const LOOPBACK = at('lo', '127.0.0.1', true)
const WIFI = at('wlan0', '192.168.178.23')

describe('the address on the venue’s network', () => {
  test.each<[string, Address[], string | null, string | null]>([
    ['of a laptop on Wi-Fi', [LOOPBACK, WIFI], WIFI.address, WIFI.address],
    ['without a way to the world', [LOOPBACK, WIFI], null, WIFI.address],
    ['beside Docker’s bridges', [at('docker0', '172.17.0.1'), WIFI], null, WIFI.address],
    ['while a tunnel takes all', [at('utun3', '10.8.0.2'), WIFI], '10.8.0.2', WIFI.address],
    ['of two, that of the route', [at('en5', '10.0.0.7'), WIFI], WIFI.address, WIFI.address],
    ['a public one, if there is no other', [at('eth0', '203.0.113.9')], null, '203.0.113.9'],
    ['not one that nobody gave', [at('en0', '169.254.1.2')], null, null],
    ['none at all', [LOOPBACK, at('en0', 'fe80::1')], null, null],
  ])('%s', (_, found, route, chosen) => {
    expect(chooseAddress(found, route)).toBe(chosen)
  })

  test('can be looked for on this machine', async () => {
    expect(ownAddresses().map(({ address }) => address)).toContain('127.0.0.1')
    expect([null, ...ownAddresses().map(({ address }) => address)]).toContain(await routeAddress())
  })

  test('is in brackets where it has colons', () => {
    expect(hostOf('10.0.0.7')).toBe('10.0.0.7')
    expect(hostOf('fd00::7')).toBe('[fd00::7]')
  })
})
