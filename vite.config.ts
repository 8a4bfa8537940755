import { rmSync } from 'node:fs'
import { defineConfig, type Plugin } from 'vite'
import { weigh } from './bench/weigh.ts'

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
  plugins: [weigh(import.meta.dirname)],
  define: { WEBGL: 'true' },
  environments: {
    client: {
      consumer: 'client',
      build: {
        outDir: 'dist/client',
        emptyOutDir: false,
        manifest: true,
        target: 'es2022',
        modulePreload: { polyfill: false },
        // `weigh` watches what a page loads.
        chunkSizeWarningLimit: 800,
        assetsInlineLimit: 0,
        rolldownOptions: {
          input: {
            present: 'client/pages/present.ts',
            presenter: 'client/pages/presenter.ts',
            library: 'client/pages/library.ts',
            remote: 'client/pages/remote.ts',
            greenRoom: 'client/pages/green-room.ts',
          },
          plugins: [sweep('dist/client/assets')],
        },
      },
    },
    offline: {
      consumer: 'client',
      // A replay prints less than DOM can draw, and an export can fetch nothing later: 36 KiB less.
      define: { WEBGL: 'false' },
      build: {
        outDir: 'dist/offline',
        emptyOutDir: true,
        target: 'es2022',
        // Nothing is loaded later from file://, so there is nothing to preload either.
        modulePreload: false,
        chunkSizeWarningLimit: 800,
        assetsInlineLimit: 0,
        cssCodeSplit: false,
        rolldownOptions: {
          input: 'client/pages/offline.ts',
          // Vite's own preload helper asks for it, for chunks that this one script does not have.
          checks: { emptyImportMeta: false },
          output: {
            format: 'iife',
            codeSplitting: false,
            entryFileNames: 'offline.js',
            assetFileNames: ({ names }) =>
              /\.woff2?$/.test(names[0] ?? '') ? 'fonts/[name][extname]' : 'offline[extname]',
          },
        },
      },
    },
  },
})
