import { readFileSync } from 'node:fs'
import { findBinary, isExecutable } from '../../../server/terminal/process/executables.ts'

/** Debian's, and everybody else's; and where macOS keeps it. */
const NAMES = ['firefox-esr', 'firefox']
const PLACE = '/Applications/Firefox.app/Contents/MacOS/firefox'

/** A Firefox as people have it, or undefined where there is none; CUECAST_FIREFOX names another. */
export function findFirefox(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const named = env['CUECAST_FIREFOX']
  if (named !== undefined) return findBinary(named, env['PATH'])
  const found = [...NAMES.map((name) => findBinary(name, env['PATH'])), PLACE]
  return found.find((file) => file !== undefined && isExecutable(file) && !isSnap(file))
}

/** Ubuntu's is a snap: it sees no profile among the temporary files, so nobody can drive it. */
const isSnap = (file: string) => readFileSync(file).subarray(0, 4096).includes('/snap/')
