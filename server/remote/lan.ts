import { createSocket } from 'node:dgram'
import { isIP, isIPv6 } from 'node:net'
import { networkInterfaces } from 'node:os'

/** One address of this machine. */
export interface Address {
  readonly name: string
  readonly address: string
  readonly internal: boolean
}

/** All but the link-local ones of IPv6: no address bar takes them. */
export function ownAddresses(): Address[] {
  return Object.entries(networkInterfaces()).flatMap(([name, all = []]) =>
    all
      .filter(({ address }) => !/^fe[89ab]/i.test(address))
      .map(({ address, internal }) => ({ name, address, internal })),
  )
}

/**
 * The address from which this machine would speak to the world; null without a route. Nothing is
 * sent: connecting a UDP socket only asks the system for the way.
 */
export function routeAddress(): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4')
    const end = (address: string | null) => {
      socket.close()
      resolve(address)
    }
    socket.once('error', () => end(null))
    // TEST-NET-1 (RFC 5737) is nobody's.
    socket.connect(9, '192.0.2.1', () => end(socket.address().address))
  })
}

/** The networks of a room (RFC 1918), and what a laptop that is its own hotspot has. */
const PRIVATE = /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/
/** Networks inside this machine, and tunnels: no phone is on them. */
const VIRTUAL =
  /^(docker|br-|veth|virbr|vmnet|vboxnet|lxc|lxd|cni|podman|tun|tap|utun|wg|zt|tailscale)/

/**
 * The address on the venue's network: that of the way to the world if it is a room's, else the
 * first that looks like one. Null where there is none.
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

/** As it stands in an address bar. */
export function hostOf(address: string): string {
  return isIPv6(address) ? `[${address}]` : address
}
