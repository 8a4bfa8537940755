import { createInterface } from 'node:readline/promises'
import { keptLines, sheetCount, sheetLines } from '../../core/trust/sheet.ts'
import type { TrustSheet } from '../../core/trust/sheet.ts'
import { reason } from '../../server/base/result.ts'
import { deckLines } from '../../server/trust/describe-deck.ts'
import { sheetOf } from '../../server/trust/describe-demo.ts'
import type { Folder } from '../../server/trust/trust.ts'
import { findDeck, findDemo, openWorkspace, showProblems } from '../shared/workspace.ts'
import type { Workspace } from '../shared/workspace.ts'
import { Exit, bold, complain, print, printWhole } from '../shared/output.ts'

interface TrustOptions {
  readonly deck?: boolean
  readonly yes?: boolean
}

export async function trust(name: string, { deck, yes }: TrustOptions): Promise<number> {
  const workspace = openWorkspace()
  return deck ? trustDeck(workspace, name, yes) : trustDemo(workspace, name, yes)
}

async function trustDemo(workspace: Workspace, given: string, yes: boolean | undefined) {
  const first = findDemo(workspace, given)
  if (!first) return Exit.mistaken
  if (!first.demo.live)
    return (
      print(`${first.demo.name} is a recording with nothing to run: there is nothing to approve`),
      Exit.fine
    )
  if (workspace.trust.isTrusted(first.found))
    return (print(`${first.demo.name} is approved`), Exit.fine)
  // The hash is taken before the demo is read again and shown. A file that changes in between is then not
  // approved unseen.
  const hash = hashOf(workspace, first.found)
  if (hash === null) return Exit.failed
  const named = findDemo(workspace, given, { again: true })
  if (!named) return Exit.mistaken
  const { found, demo } = named
  const sheet = sheetOf(demo, found.folder, hash, workspace.trust.before(found) ?? undefined)
  print(`${bold(demo.name)} would run, as you, on this machine:`)
  for (const line of sheetLines(sheet)) printWhole(`  ${line}`)
  tellChanges(sheet)
  print(`${sheetCount(sheet)}; a script may do more than can be seen from here`)
  if (sheet.barred !== undefined) complain(`${sheet.barred}: read it in ${found.folder}`)
  return settle(workspace, found, {
    hash,
    lines: keptLines(sheet),
    yes,
    otherwise: 'the demo stays in replay',
  })
}

/** Shows a deck's own HTML with its scripts and styles, which may be somebody else's, and asks. */
async function trustDeck(workspace: Workspace, given: string, yes: boolean | undefined) {
  const deck = findDeck(workspace, given)
  if (!deck) return Exit.mistaken
  if (workspace.trust.isTrusted(deck)) return (print(`${deck.name} is approved`), Exit.fine)
  const hash = hashOf(workspace, deck)
  if (hash === null) return Exit.failed
  const lines = deckLines(deck.folder)
  print(`${bold(deck.name)} would put on your stage:`)
  for (const line of lines) printWhole(`  ${line}`)
  print('its demos are approved one by one: cuecast trust <demo>')
  return settle(workspace, deck, { hash, lines, yes, otherwise: 'its own HTML is not shown' })
}

/** The folder's hash; null, after a complaint, if a file cannot be read: what was not seen is not approved. */
function hashOf({ trust }: Workspace, folder: Folder): string | null {
  try {
    return trust.hash(folder)
  } catch (error) {
    complain(`${folder.name} cannot be approved: ${reason(error)}`)
    return null
  }
}

interface Shown {
  readonly hash: string
  readonly lines: readonly string[]
  readonly yes: boolean | undefined
  /** What stays as it is without an approval, for people. */
  readonly otherwise: string
}

async function settle(
  { trust }: Workspace,
  folder: Folder,
  { hash, lines, yes, otherwise }: Shown,
) {
  if (!yes && !(await agreed())) {
    complain(`not approved; ${otherwise}`)
    return Exit.failed
  }
  const problem = trust.approve(folder, hash, { lines })
  if (problem) return (showProblems([problem]), Exit.failed)
  return (print(`${folder.name} is approved until one of its files changes`), Exit.fine)
}

const SIGNS = { gone: '-', new: '+', same: ' ', gap: '…' } as const

/** Prints what has changed since this machine last approved the demo. */
function tellChanges({ before }: TrustSheet): void {
  if (!before) return
  const { on, changes } = before
  print(`it was approved before${on === undefined ? '' : `, on ${on}`}; since then`)
  if (changes === null) print('  it has changed, and what was approved was not kept')
  else if (changes.length === 0) print('  only files have changed that are not shown')
  else for (const { is, text } of changes) printWhole(`  ${SIGNS[is]} ${text}`)
}

async function agreed(): Promise<boolean> {
  if (!process.stdin.isTTY) {
    complain('approve it at a terminal, or with --yes after reading the above')
    return false
  }
  const ask = createInterface({ input: process.stdin, output: process.stdout })
  const answer = await ask.question('approve it? [y/N] ')
  ask.close()
  return /^y(es)?$/i.test(answer.trim())
}
