import { isIP } from 'node:net'
import { reason } from '../../server/base/result.ts'
import type { Built } from '../../server/web/http/client-assets.ts'
import { systemClock } from '../../server/base/system-clock.ts'
import { chooseAddress, hostOf, ownAddresses, routeAddress } from '../../server/remote/lan.ts'
import { listenNear } from '../../server/base/listen.ts'
import { createRemoteRoutes } from '../../server/web/http/routes.ts'
import { qrLines } from '../../server/web/pages/qr-code.ts'
import { createRemote, type Remote, type RemoteNews } from '../../server/remote/listener.ts'
import { systemEntropy } from '../../server/base/secret.ts'
import type { RemoteNotice } from '../../server/stage/pairing-state.ts'
import { bold, complain, dim, picture, print, progress } from '../shared/output.ts'
import { createRemoteStage } from './remote-stage.ts'
import type { StageParts } from './remote-stage.ts'

/** What the phones' listener needs of the stage. */
export interface RemoteNeeds extends StageParts {
  readonly built: Built
  /** Where the presenter's own windows learn how a phone joins. */
  readonly phones: RemoteNotice
}

/** The phones' listener, running. */
export interface OpenRemote {
  /** Prints the address and the PIN. */
  show(): void
  /** Makes a new PIN and prints it. */
  renew(): void
  /** Disconnects every phone, and prints that. */
  off(): void
  close(): void
}

/**
 * The address to listen on; null, after a complaint, when there is none. `wanted` is an address of this
 * machine, or empty for the one on the venue's network.
 */
export async function remoteAddress(wanted: string): Promise<string | null> {
  const own = ownAddresses()
  const outside = own.filter(({ internal }) => !internal)
  const names = outside.map(({ address, name }) => `${address} (${name})`).join(', ') || 'none'
  if (wanted !== '') {
    if (isIP(wanted) !== 0 && own.some(({ address }) => address === wanted)) return wanted
    complain(`--remote: ${wanted} is no address of this machine; there are: ${names}`)
    return null
  }
  const address = chooseAddress(own, await routeAddress())
  if (address === null) complain('--remote: this machine is on no network that a phone could join')
  else if (outside.length > 1) progress(`addresses of this machine: ${names}; --remote takes one`)
  return address
}

/** Opens the phones' listener on `address`, on `port` or the next free one. */
export async function openRemote(
  needs: RemoteNeeds,
  address: string,
  port: number,
): Promise<OpenRemote> {
  const manifest = createRemoteRoutes(needs.built)
  const host = hostOf(address)
  const remote: Remote = createRemote({
    clock: systemClock,
    entropy: systemEntropy,
    stage: createRemoteStage(needs),
    routes: () => manifest,
    hosts: [host],
    onNews(news) {
      tell(news, remote.size())
      notice()
    },
    onError: (error) => complain(`bug: ${reason(error)}`),
  })
  const got = await listenNear(remote.server, port, address)
  const link = `http://${host}:${got}/`
  const notice = () =>
    needs.phones.set({ address: link, pin: remote.pin(), connected: remote.size() })
  notice()

  function show(): void {
    const pin = remote.pin()
    if (!process.stdout.isTTY) return print(`${link} ${pin}`)
    picture(qrLines(link))
    print(`  remote: ${bold(link)}   PIN ${bold(`${pin.slice(0, 3)} ${pin.slice(3)}`)}`)
    print(dim('  A phone on this network joins with it. Type off and Enter to put all phones out.'))
  }
  return {
    show,
    renew() {
      remote.renew()
      notice()
      show()
    },
    off() {
      remote.off()
      notice()
      complain('remote: every phone is out')
      show()
    },
    close() {
      remote.close()
      remote.server.closeAllConnections()
    },
  }
}

/** Prints what went wrong; on a terminal also who joins and who leaves. */
function tell(news: RemoteNews, size: number): void {
  const now = size === 1 ? 'one remote is connected' : `${size} remotes are connected`
  switch (news.type) {
    case 'joined':
      return progress(`remote ${news.remote} (${news.address}) is connected`)
    case 'left':
      return progress(`remote ${news.remote} (${news.address}) is gone; ${now}`)
    case 'wrong':
      return complain(`remote: a wrong PIN from ${news.address}; ${news.left} more close pairing`)
    case 'locked': {
      const minutes = Math.round(news.wait / 60_000)
      return complain(
        `remote: too many wrong PINs, the last from ${news.address}: pairing is closed for ` +
          `${minutes} min; Enter makes a new PIN and opens it`,
      )
    }
    default:
      return news satisfies never
  }
}
