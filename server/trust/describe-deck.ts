import { findUses } from '../../core/trust/find-uses.ts'
import { sheetLines, shownLines } from '../../core/trust/sheet.ts'
import type { TrustEntry, TrustFile } from '../../core/trust/sheet.ts'
import { visible } from '../../core/terminal/show-invisible.ts'
import { defined } from '../../core/base/defined.ts'
import { coveredFiles, layoutOf } from '../files/folder-files.ts'
import { textOf } from './describe-demo.ts'

/**
 * All that a deck with HTML would put on stage: its files, with their lines if they are text, and the
 * hosts that they name. Take the hash before calling this. Throws if a file cannot be read.
 */
export function deckLines(folder: string): readonly string[] {
  const all = coveredFiles(folder, layoutOf(folder)).map((file) => ({
    file,
    ...textOf(folder, file),
  }))
  const files = all.map(({ file, text, why }): TrustFile => ({
    path: visible(file.path),
    bytes: file.bytes,
    called: false,
    lines: text === null ? [] : shownLines(text),
    ...defined({ why }),
  }))
  const { hosts } = findUses(all.map(({ text }) => text ?? ''))
  const entries = hosts.map((host): TrustEntry => ({
    kind: 'host',
    where: '',
    text: visible(host),
  }))
  return sheetLines({ entries, files })
}
