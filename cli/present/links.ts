import { bold, dim, print } from '../shared/output.ts'
import type { OpenRemote } from './remote.ts'

/** Makes a link that opens one window. */
export type NewLink = () => string

/** Prints the link of the stage, and what Enter and Ctrl-C do. */
export function printStageLink(link: NewLink): void {
  if (!process.stdout.isTTY) return print(link())
  print(`${bold('Cuecast')} is on stage at`)
  print(`\n  ${bold(link())}\n`)
  print(dim('The link works once. Enter prints a fresh one, Ctrl-C ends the show.'))
}

/** Prints the link of the presenter view, which the audience never sees. */
export function printPresenterLink(link: NewLink): void {
  if (process.stdout.isTTY) print(dim(`The presenter view (S on stage): ${link()}\n`))
  else print(link())
}

/** Acts on a line that was typed into the terminal of the show. */
export function onTypedLine(line: string, link: NewLink, remote: OpenRemote | null): void {
  if (remote && line.trim() === 'off') return remote.off()
  print(`  ${bold(link())}`)
  remote?.renew()
}
