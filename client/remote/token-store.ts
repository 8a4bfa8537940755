const KEY = 'cuecast-remote'

/**
 * Keeps the token on this phone: it survives a reload, a new tab and a tab that the phone dropped to
 * save memory, and means nothing to the next launch of the server. Where storage is forbidden (a
 * private tab, a policy) it is kept as long as the page.
 */
export function createMemory(storage: () => Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>) {
  return {
    read(): string | undefined {
      try {
        return storage().getItem(KEY) ?? undefined
      } catch {
        return undefined // Forbidden: there is nothing to remember.
      }
    },
    write(token: string | undefined): void {
      try {
        if (token === undefined) storage().removeItem(KEY)
        else storage().setItem(KEY, token)
      } catch {
        // Forbidden or full: the PIN is asked for again after a reload.
      }
    },
  }
}
