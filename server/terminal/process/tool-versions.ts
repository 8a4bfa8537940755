import { binariesOf, requirementsOf } from '../../../core/demo/model.ts'
import type { Demo } from '../../../core/demo/model.ts'
import type { Clock } from '../../../core/base/clock.ts'
import type { Ms } from '../../../core/base/event.ts'
import { systemClock } from '../../base/system-clock.ts'
import { environment, type Environment } from './environment.ts'
import { runHidden } from './run-script.ts'

/** A tool has this many ms to print its version. */
const LIMIT = 5_000

/** The versions of the binaries that a demo requires; a binary that names none is left out. */
export async function toolVersions(demo: Demo): Promise<Record<string, string>> {
  const versions: Record<string, string> = {}
  const binaries = binariesOf(requirementsOf(demo))
  for (const name of binaries) {
    const env = environment({ mark: 'tools' })
    const version = await versionOf(name, { cwd: '/', env, limit: LIMIT, clock: systemClock })
    if (version !== null) versions[name] = version
  }
  return versions
}

interface VersionOptions {
  readonly cwd: string
  readonly env: Environment
  /** The tool is ended after this time. */
  readonly limit: Ms
  readonly clock: Clock
}

/** The version that `name --version` prints; null if it prints none within `limit`. */
export async function versionOf(
  name: string,
  { cwd, env, limit, clock }: VersionOptions,
): Promise<string | null> {
  const command = `command -- "$CUECAST_TOOL" --version`
  const options = { cwd, env: { ...env, CUECAST_TOOL: name }, limit, clock }
  const { status, tail } = await runHidden({ command }, options)
  return status === 0 ? (/\d+(?:\.\d+)+/.exec(tail)?.[0] ?? null) : null
}
