import { binariesOf, requirementsOf } from '../../../core/demo/model.ts'
import type { Demo } from '../../../core/demo/model.ts'
import type { Clock } from '../../../core/base/clock.ts'
import type { Ms } from '../../../core/base/event.ts'
import { own } from '../../../core/base/own.ts'
import { systemClock } from '../../base/system-clock.ts'
import { environment, type Environment } from './environment.ts'
import { runHidden } from './run-script.ts'

/** A tool has this many ms to print its version. */
const LIMIT = 5_000

/**
 * How the version is asked for of what does the work, where the binary is only its client: the engine may
 * be older or newer, and be on another machine.
 */
const ENGINES: Readonly<Record<string, string>> = {
  docker: "version --format '{{.Server.Version}}'",
}

/** Whether something else does the work of this tool. */
const isClient = (name: string) => own(ENGINES, name) !== undefined

/**
 * The versions of what a demo requires, found as its steps find them; what names none is left out. An
 * engine that does not answer has the version of its client. `folder`: the demo's.
 */
export async function toolVersions(demo: Demo, folder: string): Promise<Record<string, string>> {
  const versions: Record<string, string> = {}
  const env = environment({ layers: [demo.env], mark: 'tools' })
  for (const name of binariesOf(requirementsOf(demo))) {
    const options = { cwd: folder, env, limit: LIMIT, clock: systemClock }
    const found = await workingVersion(name, options)
    const version = found ?? (isClient(name) ? await versionOf(name, options) : null)
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

/**
 * The version of what does the work: of a tool itself, or of the engine behind it; null if that does not
 * answer within half of `limit`.
 */
export function workingVersion(name: string, options: VersionOptions): Promise<string | null> {
  const engine = own(ENGINES, name)
  if (engine === undefined) return versionOf(name, options)
  // A client waits for ever for an engine that hangs, and whoever asks has to hear it in time.
  return versionOf(name, { ...options, limit: options.limit / 2 }, engine)
}

/** The version that `name --version`, or `name` with these words, prints; null if it prints none within `limit`. */
export async function versionOf(
  name: string,
  { cwd, env, limit, clock }: VersionOptions,
  words = '--version',
): Promise<string | null> {
  const command = `command -- "$CUECAST_TOOL" ${words}`
  const options = { cwd, env: { ...env, CUECAST_TOOL: name }, limit, clock }
  const { status, tail } = await runHidden({ command }, options)
  return status === 0 ? (/\d+(?:\.\d+)+/.exec(tail)?.[0] ?? null) : null
}
