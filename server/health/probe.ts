import { isAbsolute, relative, resolve } from 'node:path'
import { MET, atLeast } from '../../core/health/prerequisite.ts'
import type { Answer, Prerequisite } from '../../core/health/prerequisite.ts'
import { defined } from '../../core/base/defined.ts'
import { findBinary } from '../terminal/process/executables.ts'
import { hasImage } from './probe-image.ts'
import { isPortFree, takesConnections } from './probe-network.ts'
import type { Surroundings } from './surroundings.ts'
import { runHidden } from '../terminal/process/run-script.ts'
import { versionOf } from '../terminal/process/tool-versions.ts'

/** Is a need met? Of the demo's commands it runs those under `requires`, and no others. */
export async function probe(need: Prerequisite, around: Surroundings): Promise<Answer> {
  switch (need.type) {
    case 'binary': {
      if (locate(need.name, around) === undefined) return { at: 'unmet' }
      if (need.version === undefined) return MET
      const found = await versionOf(need.name, { ...around, cwd: around.folder })
      if (found === null) return { at: 'unmet', detail: 'of no version that it tells' }
      return atLeast(found, need.version) ? MET : { at: 'unmet', detail: found }
    }
    case 'command':
      return ask(need.run, around)
    case 'engine':
      return ask("docker version --format '{{.Server.Version}}'", around)
    case 'sudo':
      return ask('sudo -n true', around)
    case 'ssh':
      return askHost(need.host, around)
    case 'image':
      return hasImage(need, around)
    case 'port':
      return isPortFree(need.port, around)
    case 'host':
      return takesConnections(need.name, need.port, around)
    default:
      return need satisfies never
  }
}

/** A binary on the PATH that the demo's shells have. */
export function locate(name: string, around: Pick<Surroundings, 'folder' | 'env'>) {
  const path = (around.env['PATH'] ?? '').split(':').filter((folder) => folder !== '')
  return findBinary(name, path.map((folder) => resolve(around.folder, folder)).join(':'))
}

async function ask(command: string, { folder, ...around }: Surroundings): Promise<Answer> {
  const options = { cwd: folder, ...around }
  const { status, timedOut, tail } = await runHidden({ command }, options)
  if (timedOut) return { at: 'late', after: around.limit }
  if (status === 0) return MET
  // Programs mostly say in their last line what went wrong.
  return { at: 'unmet', detail: tail.trim().split('\n').at(-1)?.slice(0, 120) ?? '' }
}

/**
 * Logs in as a pane does, but never prompts. A demo that brings an ssh of its own most likely prepares
 * its hosts in its setup, so before that there is nothing to check.
 */
async function askHost(host: string, around: Surroundings): Promise<Answer> {
  const ssh = locate('ssh', around)
  if (ssh === undefined || isUnder(ssh, around.folder)) return MET
  const seconds = Math.max(1, Math.floor(around.limit / 1000) - 1)
  const options = `-T -o BatchMode=yes -o ConnectTimeout=${seconds} -o LogLevel=ERROR`
  const agent = defined({ SSH_AUTH_SOCK: process.env['SSH_AUTH_SOCK'] })
  const env = { ...around.env, CUECAST_HOST: host, ...agent }
  const command = `ssh ${options} -- "$CUECAST_HOST" 'command -v bash' > /dev/null`
  return ask(command, { ...around, env })
}

function isUnder(file: string, folder: string): boolean {
  const way = relative(folder, file)
  return way !== '' && !way.startsWith('..') && !isAbsolute(way)
}
