/**
 * `node --import ./test/run-typescript.js file.ts` runs our sources as they are in a process of its
 * own, on every Node that we support (20 cannot strip types by itself). For tests that kill it.
 */
import { readFile } from 'node:fs/promises'
import { register } from 'node:module'
import { fileURLToPath } from 'node:url'
import { isMainThread } from 'node:worker_threads'

// Hooks run in a thread of their own, where nothing is registered again.
if (isMainThread) register(import.meta.url)

export async function load(url, context, next) {
  if (!url.startsWith('file:') || !url.endsWith('.ts')) return next(url, context)
  // Here and not above: it takes a second, and only this thread needs it.
  const { default: ts } = await import('typescript')
  const source = ts.transpileModule(await readFile(fileURLToPath(url), 'utf8'), {
    compilerOptions: {
      module: ts.ModuleKind.ESNext,
      target: ts.ScriptTarget.ES2023,
      verbatimModuleSyntax: true,
    },
  }).outputText
  return { format: 'module', source, shortCircuit: true }
}
