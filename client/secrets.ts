/** Kept in this tab alone: cookies of localhost are shared by all its ports (DESIGN §9). */
const KEY = 'cuecast-token'

/**
 * The one-time ticket of the printed link, `#ticket=…`, and the token that it was exchanged for.
 * The ticket leaves the address bar at once, before anybody can photograph it.
 */
export function takeSecrets(): { ticket?: string | undefined; token?: string | undefined } {
  const ticket = /^#(?:.*&)?ticket=([\w-]+)/.exec(location.hash)?.[1]
  if (ticket !== undefined) history.replaceState(null, '', location.pathname)
  const token = sessionStorage.getItem(KEY) ?? undefined
  return ticket === undefined ? { token } : { ticket }
}

/** The token of this tab, once its socket was let in. */
export const tokenOf = () => sessionStorage.getItem(KEY)

export function keepToken(token: string): void {
  sessionStorage.setItem(KEY, token)
}
