import { join } from 'node:path'
import { defineCommand } from 'citty'
import { secretsOf } from '../../server/terminal/process/secret-values.ts'
import { exportDeck } from '../../server/export/export-deck.ts'
import { demosOf, findDeck, openWorkspace, showUncovered } from '../shared/workspace.ts'
import { PACKAGE } from '../shared/package-root.ts'
import { Exit, complain, onlyOne, print, progress } from '../shared/output.ts'

export default defineCommand({
  meta: {
    name: 'export',
    description: 'Write a deck as a folder that plays from disk, with no server',
  },
  args: {
    deck: { type: 'positional', description: 'the deck', required: true },
    out: { type: 'string', description: 'the folder to write', required: true, valueHint: 'DIR' },
    force: { type: 'boolean', description: 'write into a folder that holds other files' },
    json: { type: 'boolean', description: 'print the result as JSON' },
  },
  async run({ args }) {
    if (onlyOne(args._, 'export', 'deck')) return Exit.mistaken
    const house = openWorkspace()
    const deck = findDeck(house, args.deck)
    if (!deck) return Exit.mistaken
    demosOf(house.library, deck).forEach(showUncovered)
    progress(`exporting ${deck.name}`)
    const demos = house.library.demos().flatMap(({ demo }) => demo ?? [])
    const result = await exportDeck({
      deck: deck.name,
      out: args.out,
      shelf: house.shelf,
      offlineDir: join(PACKAGE, 'dist/offline'),
      secrets: demos.flatMap((demo) => secretsOf(demo, process.env)),
      force: args.force === true,
    })
    if (args.json) print(JSON.stringify(result))
    for (const problem of result.problems) complain(problem)
    if (!result.ok) return Exit.mistaken
    for (const line of result.damage) complain(line)
    if (!args.json) print(`${result.folder}/index.html`)
    // It plays what could be read, and is not the talk that its author recorded.
    return result.damage.length > 0 ? Exit.failed : Exit.fine
  },
})
