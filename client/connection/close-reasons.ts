import { Close } from '../../core/protocol/messages.ts'

/** Who was turned away: what the server shows, if that is known, and whether a secret was shown. */
export interface Visit {
  readonly project: string | null
  readonly shown: boolean
}

/** Why the server turned this page away, by the code it closed with; null: it did not. */
export function refusalOf(code: number, { project, shown }: Visit): string | null {
  if (code === Close.Unauthorised) {
    const not = shown
      ? `this link was used before, or is of another server than this one${project === null ? '' : `, which shows the project ${project}`}`
      : `not a window of the stage${project === null ? '' : ` of the project ${project}`}`
    return `${not}; only recordings beside it: Enter, where cuecast runs, prints a fresh link`
  }
  if (code === Close.Version) return 'this page is older than the server; reload it'
  if (code === Close.BadMessage) return 'the server did not understand this page; reload it'
  return null
}
