import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { reason } from '../server/base/result.ts'
import { runCommandLine } from './command-line.ts'
import type { Commands } from './command-line.ts'
import { Exit, complain } from './shared/output.ts'
import { PACKAGE } from './shared/package-root.ts'

/** Each command is loaded when it is asked for: `--help` need not wait for a server's modules. */
const commands: Commands = {
  present: async (...given) => (await import('./commands/present.ts')).present(...given),
  record: async (...given) => (await import('./commands/record.ts')).record(...given),
  rehearse: async (...given) => (await import('./commands/rehearse.ts')).rehearse(...given),
  doctor: async (...given) => (await import('./commands/doctor.ts')).doctor(...given),
  export: async (...given) => (await import('./commands/export.ts')).exportFolder(...given),
  trust: async (...given) => (await import('./commands/trust.ts')).trust(...given),
}

function version(): string {
  const text = readFileSync(join(PACKAGE, 'package.json'), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}

// An error that no caller waits for is printed like any other, and without a stack.
process.on('uncaughtException', (error) => {
  complain(reason(error))
  process.exit(Exit.failed)
})

/** Runs the command that these words name. Resolves to its exit status; never rejects. */
export async function main(args: readonly string[]): Promise<number> {
  try {
    return await runCommandLine(args, commands, version())
  } catch (error) {
    complain(reason(error))
    return Exit.failed
  }
}
