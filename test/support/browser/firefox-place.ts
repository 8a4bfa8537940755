import { readFileSync } from 'node:fs'
import { findBinary, isExecutable } from '../../../server/terminal/process/executables.ts'

/** The names on Debian and elsewhere, and the place on macOS. */
const NAMES = ['firefox-esr', 'firefox']
const PLACE = '/Applications/Firefox.app/Contents/MacOS/firefox'

/**
 * The path of an installed Firefox, or undefined if there is none; CUECAST_FIREFOX names another.
 */
export function findFirefox(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const named = env['CUECAST_FIREFOX']
  if (named !== undefined) return findBinary(named, env['PATH'])
  const found = [...NAMES.map((name) => findBinary(name, env['PATH'])), PLACE]
  return found.find((file) => file !== undefined && isExecutable(file) && !isSnap(file))
}

/**
 * Whether this is Ubuntu's snap, which cannot be driven: it sees no profile in the folder for
 * temporary files.
 */
const isSnap = (file: string) => readFileSync(file).subarray(0, 4096).includes('/snap/')
