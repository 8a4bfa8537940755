import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

/**
 * The folder in which peers are installed: outside the tree, so that nothing of theirs is ever
 * shipped or tested.
 */
export const PEERS = join(
  process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'),
  'cuecast-bench',
)

/**
 * The folder of a package from npm, installed on the first use, in the version of the figures; or
 * the reason why there is none.
 */
export function fromNpm(name: string, version: string): { folder: string } | { why: string } {
  const prefix = join(PEERS, `${name.replace(/\W/g, '-')}-${version}`)
  const folder = join(prefix, 'node_modules', name)
  if (!existsSync(join(folder, 'package.json'))) {
    mkdirSync(prefix, { recursive: true })
    const args = ['install', '--prefix', prefix, '--no-audit', '--no-fund', `${name}@${version}`]
    const { status, stderr } = spawnSync('npm', args, { encoding: 'utf8', timeout: 300_000 })
    if (status !== 0) return { why: `npm install failed: ${stderr.split('\n')[0] ?? ''}` }
  }
  const { version: found } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    version: string
  }
  return found === version ? { folder } : { why: `version ${found} is installed, not ${version}` }
}
