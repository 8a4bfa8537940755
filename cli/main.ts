import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineCommand, renderUsage, runCommand } from 'citty'
import type { CommandDef } from 'citty'
import { Exit, complain, print } from './shared/output.ts'
import { reason } from '../server/base/result.ts'
import { PACKAGE } from './shared/package-root.ts'
import { bareRemote } from './bare-remote.ts'

/** The commands, each loaded when it is asked for. */
const commands: Record<string, () => Promise<CommandDef>> = {
  present: () => command(import('./commands/present.ts')),
  record: () => command(import('./commands/record.ts')),
  rehearse: () => command(import('./commands/rehearse.ts')),
  doctor: () => command(import('./commands/doctor.ts')),
  export: () => command(import('./commands/export.ts')),
  trust: () => command(import('./commands/trust.ts')),
}

/** citty's types tell a command's own arguments from those of any command; here they are alike. */
async function command(module: Promise<{ default: unknown }>): Promise<CommandDef> {
  return (await module).default as CommandDef
}

const main = defineCommand({
  meta: {
    name: 'cuecast',
    version: version(),
    description: 'Slides whose terminals run live, and whose recordings take over when they fail.',
  },
  subCommands: commands,
})

function version(): string {
  const text = readFileSync(join(PACKAGE, 'package.json'), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}

async function run(args: string[]): Promise<number> {
  const [name, ...given] = args
  const rest = bareRemote(given)
  if (name === '--version' || name === '-v') return (print(version()), Exit.fine)
  const asked = name === undefined || name === '--help' || name === '-h' || name === 'help'
  if (asked) return (print(await renderUsage(main)), Exit.fine)
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (!load) {
    complain(`there is no command ${JSON.stringify(name)}`)
    complain(`the commands are: ${Object.keys(commands).join(', ')}`)
    return Exit.mistaken
  }
  const chosen = await load()
  if (rest.includes('--help') || rest.includes('-h'))
    return (print(await renderUsage(chosen, main as CommandDef)), Exit.fine)
  const stray = strayOption(chosen, rest)
  if (stray !== null) {
    complain(`${name} has no option ${stray}; see: cuecast ${name} --help`)
    return Exit.mistaken
  }
  try {
    const { result } = await runCommand(chosen, { rawArgs: rest })
    return typeof result === 'number' ? result : Exit.fine
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'CLIError') throw error
    complain(`${error.message.replace(/\.$/, '')}; see: cuecast ${name} --help`)
    return Exit.mistaken
  }
}

/** citty lets unknown options pass; a mistyped `--mode` must not be ignored on stage. */
function strayOption(chosen: CommandDef, args: readonly string[]): string | null {
  const known = Object.keys((chosen.args as object | undefined) ?? {})
  for (const arg of args) {
    if (arg === '--') return null
    const option = /^--(?:no-)?([^=]+)/.exec(arg)?.[1]
    if (option !== undefined && !known.includes(option)) return `--${option}`
    if (/^-[^-]/.test(arg)) return arg
  }
  return null
}

// What nobody waits for may fail too, and is told like the rest.
process.on('uncaughtException', (error) => {
  complain(reason(error))
  process.exit(Exit.failed)
})

try {
  process.exitCode = await run(process.argv.slice(2))
} catch (error) {
  // This machine has no place for us, or it is a bug; neither shows a stack.
  complain(reason(error))
  process.exitCode = Exit.failed
}
