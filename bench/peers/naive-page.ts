import { join } from 'node:path'
import { startChild } from './child.ts'

/** The page that everybody writes first (naive-page-server.ts), whose every window runs `script`. */
export async function startNaivePage(
  script: string,
): Promise<{ url: string; pid: number; stop: () => Promise<void> }> {
  const runner = join(import.meta.dirname, '../../test/run-typescript.js')
  const main = join(import.meta.dirname, 'naive-page-server.ts')
  const args = ['--import', runner, main, script]
  const { pid, ready, stop } = await startChild(process.execPath, args, /listening on (\S+)/)
  return { url: ready[1] ?? '', pid, stop }
}
