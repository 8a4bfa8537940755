import { environment } from './environment.ts'
import { runHidden } from './script.ts'

/** A tool that does not say its version by then is not asked further. */
const LIMIT = 5_000

/** What each of these binaries says of its version; those that say nothing are left out. */
export async function toolVersions(binaries: readonly string[]): Promise<Record<string, string>> {
  const versions: Record<string, string> = {}
  for (const name of binaries) {
    const env = environment({ mark: 'tools' })
    const command = `command -- "$CUECAST_TOOL" --version`
    const { status, tail } = await runHidden(
      { command },
      { cwd: '/', env: { ...env, CUECAST_TOOL: name }, limit: LIMIT },
    )
    const version = /\d+(?:\.\d+)+/.exec(tail)?.[0]
    if (status === 0 && version !== undefined) versions[name] = version
  }
  return versions
}
