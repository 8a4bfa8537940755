import { join } from 'node:path'
import { secretsOf } from '../../server/terminal/process/secret-values.ts'
import { exportDeck } from '../../server/export/deck-export.ts'
import { demosOf, findDeck, openWorkspace, showUncovered } from '../shared/workspace.ts'
import { PACKAGE } from '../shared/package-root.ts'
import { Exit, complain, print, progress } from '../shared/output.ts'

interface ExportOptions {
  readonly out: string
  readonly force?: boolean
  readonly json?: boolean
}

export async function exportFolder(name: string, options: ExportOptions): Promise<number> {
  const { out, force = false, json } = options
  const workspace = openWorkspace()
  const deck = findDeck(workspace, name)
  if (!deck) return Exit.mistaken
  demosOf(workspace.library, deck).forEach(showUncovered)
  progress(`exporting ${deck.name}`)
  const demos = workspace.library.demos().flatMap(({ demo }) => demo ?? [])
  const result = await exportDeck({
    deck: deck.name,
    out,
    content: workspace.content,
    offlineDir: join(PACKAGE, 'dist/offline'),
    secrets: demos.flatMap((demo) => secretsOf(demo, process.env)),
    force,
  })
  if (json) print(JSON.stringify(result))
  for (const problem of result.problems) complain(problem)
  if (!result.ok) return Exit.mistaken
  for (const line of result.damage) complain(line)
  if (!json) print(`${result.folder}/index.html`)
  // The export plays what could be read, but that is not all that its author recorded.
  return result.damage.length > 0 ? Exit.failed : Exit.fine
}
