import { createSocket } from 'node:dgram'
import { isIP, isIPv6 } from 'node:net'
import { networkInterfaces } from 'node:os'

/** One address of this machine. */
export interface Address {
  readonly name: string
  readonly address: string
  readonly internal: boolean
}

/** All addresses of this machine but the link-local ones of IPv6, which no address bar takes. */
export function ownAddresses(): Address[] {
  return Object.entries(networkInterfaces()).flatMap(([name, all = []]) =>
    all
      .filter(({ address }) => !/^fe[89ab]/i.test(address))
      .map(({ address, internal }) => ({ name, address, internal })),
  )
}

/**
 * The address that this machine uses towards the internet; null without a route. Nothing is sent:
 * connecting a UDP socket only asks the system for the route.
 */
export function routeAddress(): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4')
    const end = (address: string | null) => {
      socket.close()
      resolve(address)
    }
    socket.once('error', () => end(null))
    // TEST-NET-1 (RFC 5737): an address that no machine has.
    socket.connect(9, '192.0.2.1', () => end(socket.address().address))
  })
}

/** Private networks (RFC 1918): those of venues, and of laptops and phones that are hotspots. */
const PRIVATE = /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/
/** Networks inside this machine, and tunnels: no phone is on them. */
const VIRTUAL =
  /^(docker|br-|veth|virbr|vmnet|vboxnet|lxc|lxd|cni|podman|tun|tap|utun|wg|zt|tailscale)/

/**
 * The address on the venue's network: the one used towards the internet if it is a private one, else
 * the first private one, else any. Null where there is none.
 */
export function chooseAddress(found: readonly Address[], route: string | null): string | null {
  const outside = found.filter(
    ({ name, address, internal }) =>
      !internal && isIP(address) === 4 && !address.startsWith('169.254.') && !VIRTUAL.test(name),
  )
  const rooms = outside.filter(({ address }) => PRIVATE.test(address))
  const best = rooms.find(({ address }) => address === route) ?? rooms[0] ?? outside[0]
  return best?.address ?? null
}

/** As an address bar shows it. */
export function hostOf(address: string): string {
  return isIPv6(address) ? `[${address}]` : address
}
