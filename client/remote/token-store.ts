const KEY = 'cuecast-remote'

/**
 * Keeps the token on this phone. It survives a reload, a new tab and a tab that the phone dropped to save
 * memory; the next launch of the server does not know it. Where storage is forbidden (a private tab, a
 * policy), nothing is kept.
 */
export function createMemory(storage: () => Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>) {
  return {
    read(): string | undefined {
      try {
        return storage().getItem(KEY) ?? undefined
      } catch {
        return undefined // Storage is forbidden, so there is no token.
      }
    },
    write(token: string | undefined): void {
      try {
        if (token === undefined) storage().removeItem(KEY)
        else storage().setItem(KEY, token)
      } catch {
        // Storage is forbidden or full, so the PIN is asked for again after a reload.
      }
    },
  }
}
