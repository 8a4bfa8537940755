import { borrowHost } from '../../support/command-process.ts'
import { environmentOf, STAGE, type Home } from './show.ts'

/**
 * Writes a deck with `cuecast export` into the folder `out`. Resolves to the exit code, and what the
 * command said.
 */
export async function exported(
  deck: string,
  out: string,
  home: Home,
  folder = STAGE,
): Promise<{ status: number | string; said: string }> {
  const running = borrowHost(folder, environmentOf(home), ['export', deck, '--out', out])
  const status = await running.ended
  return { status, said: running.said.stdout + running.said.stderr }
}
