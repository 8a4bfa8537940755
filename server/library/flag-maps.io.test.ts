import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { showProblem } from '../../core/base/problem.ts'
import { openLibrary } from './library.ts'
import { createLibraryContent } from '../web/content/library-content.ts'

let root = ''
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'cuecast-maps-'))
  mkdirSync(join(root, 'slides/talk'), { recursive: true })
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const write = (file: string, text: string) => writeFileSync(join(root, 'slides/talk', file), text)
const FLAG = '{"flag": "-m", "group": "limits", "source": "s", "json": []}'
const map = (...flags: string[]) =>
  `{"docker": "1", "runc": "1", "date": "d", "image": "i", "args": [],\n"flags": [${flags.join()}]}`
/** Returns the HTML of the deck and its problems. */
async function show(...lines: string[]) {
  write('deck.md', lines.join('\n'))
  const library = openLibrary([root])
  const content = createLibraryContent({
    library,
    trusted: () => false,
    bundles: {
      of: () => Promise.reject(new Error('there are no demos')),
      last: () => null,
      chunks: () => new Map<string, Uint8Array>(),
    },
  })
  const page = await content.page('talk')
  const problems = library.deck('talk')?.problems.map((problem) => {
    return showProblem({ ...problem, file: 'deck.md' })
  })
  return { html: page?.sections ?? '', problems, assets: [...content.assets('talk').keys()] }
}
const FENCE = ['```flagmap flags.json', '```']

it('a flag map is shown, even in a deck that is not trusted, and its file is never served', async () => {
  write('flags.json', map(FLAG))
  const { html, problems, assets } = await show('# one', ...FENCE)
  expect(problems).toEqual([])
  expect(html).toContain('<div class="flagmap"')
  expect(assets).toEqual([])
})

it('a missing file is reported, with a suggestion of a similar name', async () => {
  write('flag.json', map(FLAG))
  const { html, problems } = await show('# one', ...FENCE, '---', '# two')
  expect(problems).toEqual([
    'deck.md:2:12: there is no file `flags.json` beside the deck\n  hint: did you mean `flag.json`?',
  ])
  expect(html).toContain('<h1>two</h1>')
  expect(html).toContain('cannot be shown')
})

it('a problem in the file is reported at the line of the deck, with its place in the file', async () => {
  write('flags.json', map(FLAG, FLAG.replace('group', 'grup')))
  const { html, problems } = await show('# one', ...FENCE, '---', '# two', ...FENCE)
  expect(problems).toEqual([
    expect.stringMatching(/^deck\.md:2:12: flags\.json:2:\d+: unknown key `grup`\n {2}hint: did/),
    expect.stringContaining('flags.json:2:72: `group` is missing'),
  ])
  expect(html).toContain('<h1>two</h1>')
  write('flags.json', '{"docker":')
  expect((await show(...FENCE)).problems?.[0]).toMatch(/^deck\.md:1:12: flags\.json:1:/)
  write('flags.json', '\0')
  expect((await show(...FENCE)).problems?.[0]).toContain('not text in UTF-8')
})

it('a flag that the file lacks is reported at the line that asks for it', async () => {
  write('flags.json', map(FLAG))
  const { html, problems } = await show('```flagmap flags.json', 'flags: -n, -m', '```')
  expect(problems).toEqual(['deck.md:2:8: flags.json has no flag `-n`\n  hint: did you mean `-m`?'])
  expect(html).toContain('<code>-m</code>')
})

it('a link out of the folder is not followed', async () => {
  writeFileSync(join(root, 'elsewhere.json'), map(FLAG))
  symlinkSync(join(root, 'elsewhere.json'), join(root, 'slides/talk/flags.json'))
  const { html, problems } = await show(...FENCE)
  expect(problems?.[0]).toContain('there is no file `flags.json`')
  expect(html).toContain('cannot be shown')
})
