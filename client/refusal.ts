import { Close } from '../core/protocol.ts'

/** Why the server turned this page away, by the code it closed with; null: it did not. */
export function refusalOf(code: number): string | null {
  if (code === Close.Unauthorised)
    return 'not a window of the stage, only recordings beside it: Enter, where cuecast runs, prints a fresh link'
  if (code === Close.Version) return 'this page is older than the server; reload it'
  if (code === Close.BadMessage) return 'the server did not understand this page; reload it'
  return null
}
