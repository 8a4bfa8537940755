/** In sessionStorage, which belongs to this tab; cookies of localhost are shared by all its ports. */
const KEY = 'cuecast-token'

/**
 * The one-time ticket of the printed link, `#ticket=…`, or the token that it was exchanged for. The
 * ticket leaves the address bar at once, before anybody can photograph it.
 */
export function takeSecrets(): { ticket?: string; token?: string } {
  const ticket = ticketIn(location.hash)
  if (ticket !== undefined) history.replaceState(null, '', location.pathname)
  if (ticket !== undefined) return { ticket }
  const token = sessionStorage.getItem(KEY)
  return token === null ? {} : { token }
}

const ticketIn = (hash: string) => /^#(?:.*&)?ticket=([\w-]+)/.exec(hash)?.[1]

/**
 * A fresh link that is opened where the page is open already only changes the address. Its ticket is
 * taken out of the address bar and the history at once, the slide stays, and `hear` is told.
 */
export function hearTickets(hear: (ticket: string) => void): void {
  const changed = (event: HashChangeEvent) => {
    const ticket = ticketIn(location.hash)
    if (ticket === undefined) return
    // Reveal would take it for the name of a slide, and go to the first.
    event.stopImmediatePropagation()
    const { hash } = new URL(event.oldURL)
    const before = ticketIn(hash) === undefined ? hash : ''
    history.replaceState(null, '', location.pathname + before)
    hear(ticket)
  }
  addEventListener('hashchange', changed, { capture: true })
}

/** The token of this tab, once its socket was let in. */
export const tokenOf = () => sessionStorage.getItem(KEY)

export function keepToken(token: string): void {
  sessionStorage.setItem(KEY, token)
}
