import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Plugin } from 'vite'
import { keepBundles } from '../server/recording/take/bundle-cache.ts'
import { readBuilt } from '../server/web/http/client-assets.ts'
import { openLibrary } from '../server/library/library.ts'
import { createRoutes, createRemoteRoutes } from '../server/web/http/routes.ts'
import { createLibraryContent } from '../server/web/content/library-content.ts'

/** The files that a browser loads, in KiB gzipped (fonts are compressed already). */
interface Load {
  readonly what: string
  readonly weight: number
  readonly budget: number
}

/**
 * KiB. A budget is the current weight and a tenth of it. Of the JavaScript, xterm is 87 KiB and
 * Reveal 34. An export has no WebGL renderer (30 KiB): it draws a recording, and could not fetch
 * one later.
 */
const BUDGET = {
  deck: 186,
  /** The deck, and the frame around it. */
  presenter: 196,
  fonts: 130,
  /** The largest part is its connection, by which it can tell why it was refused. */
  library: 12,
  /** The page is for a phone on a venue's network, so it has neither Reveal nor xterm. */
  remote: 16,
  /**
   * All the JavaScript of an export, Reveal included; docs/performance.md tells why it is not less.
   */
  exported: 150,
} as const
/** The faces that every deck loads: text upright and slanted, and the terminal's regular face. */
const FACES = /latin-wght-(normal|italic)|JetBrainsMonoNL-Regular/

const gzipped = (data: string | Uint8Array) => gzipSync(data).length / 1024

async function weighAll(root: string): Promise<readonly Load[]> {
  const built = await readBuilt(join(root, 'dist/client'))
  const library = openLibrary([root])
  const bundles = keepBundles()
  const manifest = createRoutes(
    createLibraryContent({ library, trusted: () => true, bundles }),
    built,
  )
  const weightOf = async (url: string, from = manifest) => {
    const entry = from.get(url)
    const body = entry?.type === 'page' ? await entry.render('nonce') : await entry?.load()
    if (body === null || body === undefined) throw new Error(`invariant: ${url} is not served`)
    return gzipped(body)
  }
  const sum = async (urls: readonly string[], from = manifest) =>
    (await Promise.all(urls.map((url) => weightOf(url, from)))).reduce((a, b) => a + b, 0)
  const entrance = ({
    scripts,
    styles,
    imports,
  }: {
    scripts: readonly string[]
    styles: readonly string[]
    imports: readonly string[]
  }) => [...scripts, ...styles, ...imports]
  // This is the deck that everybody sees first, with one demo: its page, program, styles and
  // recording.
  const deck = ['/decks/welcome/', '/demos/welcome.json', ...entrance(built.present)]
  const phone = createRemoteRoutes(built)
  const remoteUrls = [...phone.keys()].filter((url) => !url.endsWith('.woff2'))
  const assets = join(root, 'dist/client/assets')
  const faces = readdirSync(assets).filter((file) => FACES.test(file))
  const fonts = faces.reduce((all, file) => all + readFileSync(join(assets, file)).length / 1024, 0)
  return [
    {
      what: 'a deck with one demo',
      weight: await sum(deck),
      budget: BUDGET.deck,
    },
    {
      what: 'its presenter view',
      weight: await sum([
        ...['/decks/welcome/presenter', '/decks/welcome/cues.json', '/demos/welcome.json'],
        ...entrance(built.presenter),
      ]),
      budget: BUDGET.presenter,
    },
    { what: 'its fonts', weight: fonts, budget: BUDGET.fonts },
    {
      what: 'the library',
      weight: await sum(['/', ...entrance(built.library)]),
      budget: BUDGET.library,
    },
    {
      what: 'the remote',
      weight: await sum(remoteUrls, phone),
      budget: BUDGET.remote,
    },
    {
      what: 'the JavaScript of an export',
      weight: gzipped(readFileSync(join(root, 'dist/offline/offline.js'))),
      budget: BUDGET.exported,
    },
  ]
}

/**
 * Reports the weight of pages at the end of a build, and fails the build if one is over its budget.
 */
export function weigh(root: string): Plugin {
  return {
    name: 'weigh',
    buildApp: {
      order: 'post',
      async handler(builder) {
        for (const environment of Object.values(builder.environments))
          if (!environment.isBuilt && environment.name !== 'ssr') await builder.build(environment)
        const loads = await weighAll(root)
        const show = ({ what, weight, budget }: Load) =>
          `${what} ${weight.toFixed(0)} KiB (of ${budget})`
        process.stdout.write(`gzipped: ${loads.map(show).join(', ')}\n`)
        const over = loads.filter(({ weight, budget }) => weight > budget)
        if (over.length > 0)
          throw new Error(`over its budget (bench/weigh.ts): ${over.map(show).join(', ')}`)
      },
    },
  }
}
