import { readFileSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { defineConfig, type Plugin } from 'vite'

/**
 * What a page may weigh, gzipped, in KiB. xterm (87), Reveal (34) and our own code; the WebGL
 * renderer (36) is fetched apart, and only where there is a real GPU. An export cannot fetch
 * anything, so there it is inside.
 */
const budget: Readonly<Record<string, number>> = {
  'present.js': 140,
  'library.js': 4,
  'offline.js': 175,
  'present.css': 18,
  'library.css': 3,
  'offline.css': 18,
}

/** `present-B3kd.js` and `offline.js` alike are held to the budget of their entry. */
const entryOf = (file: string) => file.replace(/^.*\//, '').replace(/-[\w-]{8}(?=\.\w+$)/, '')

/** Says what each entry weighs, and fails the build where one is over its budget. */
function weigh(dir: string): Plugin {
  return {
    name: 'weigh',
    writeBundle() {
      const files = readdirSync(dir, { recursive: true, encoding: 'utf8' })
        .filter((file) => /\.(js|css)$/.test(file) && statSync(join(dir, file)).isFile())
        .map((file) => ({ file, size: gzipSync(readFileSync(join(dir, file))).length / 1024 }))
      const over = files.filter(({ file, size }) => size > (budget[entryOf(file)] ?? Infinity))
      if (process.env['CUECAST_WEIGH'] !== undefined)
        for (const { file, size } of files) this.warn(`${file}: ${size.toFixed(1)} KiB gzipped`)
      for (const { file, size } of over)
        this.error(`${file} weighs ${size.toFixed(1)} KiB gzipped, over its budget`)
    },
  }
}

/** tsc puts declarations beside the bundle, so only what an earlier build made is removed. */
function sweep(...dirs: string[]): Plugin {
  return {
    name: 'sweep',
    buildStart() {
      for (const dir of dirs) rmSync(dir, { recursive: true, force: true })
    },
  }
}

/**
 * Two builds in one `vite build`: the stage and the library as modules with hashed names and a
 * manifest for the server, and the exported page as ONE classic script, because a module cannot be
 * loaded from `file://`.
 */
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  publicDir: false,
  builder: {},
  environments: {
    client: {
      consumer: 'client',
      build: {
        outDir: 'dist/client',
        emptyOutDir: false,
        manifest: true,
        target: 'es2022',
        modulePreload: { polyfill: false },
        assetsInlineLimit: 0,
        rolldownOptions: {
          input: { present: 'client/present.ts', library: 'client/library.ts' },
          plugins: [sweep('dist/client/assets'), weigh('dist/client')],
        },
      },
    },
    offline: {
      consumer: 'client',
      build: {
        outDir: 'dist/offline',
        emptyOutDir: true,
        target: 'es2022',
        // Nothing is loaded later from file://, so there is nothing to preload either.
        modulePreload: false,
        // One file is the point of it; `weigh` watches its size.
        chunkSizeWarningLimit: 800,
        assetsInlineLimit: 0,
        cssCodeSplit: false,
        rolldownOptions: {
          input: 'client/offline.ts',
          // Vite's own preload helper asks for it, for chunks that this one script does not have.
          checks: { emptyImportMeta: false },
          output: {
            format: 'iife',
            codeSplitting: false,
            entryFileNames: 'offline.js',
            assetFileNames: ({ names }) =>
              /\.woff2?$/.test(names[0] ?? '') ? 'fonts/[name][extname]' : 'offline[extname]',
          },
          plugins: [weigh('dist/offline')],
        },
      },
    },
  },
})
