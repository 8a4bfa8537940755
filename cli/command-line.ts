import { Command, CommanderError, Option } from 'commander'
import type { doctor } from './commands/doctor.ts'
import type { exportFolder } from './commands/export.ts'
import type { present } from './commands/present.ts'
import type { record } from './commands/record.ts'
import type { rehearse } from './commands/rehearse.ts'
import type { trust } from './commands/trust.ts'
import type { Mode } from './present/stage-setup.ts'
import { Exit, bold, complain, print } from './shared/output.ts'

const MODES: readonly Mode[] = ['auto', 'live', 'replay']

/** What the commands do, by name. Each resolves to an exit status. */
export interface Commands {
  readonly present: typeof present
  readonly record: typeof record
  readonly rehearse: typeof rehearse
  readonly doctor: typeof doctor
  readonly export: typeof exportFolder
  readonly trust: typeof trust
}

/**
 * Reads the words after `cuecast` and runs the command that they name. Prints help and the version,
 * and complains of what it cannot read. Resolves to an exit status; rejects when the command does.
 */
export async function runCommandLine(
  args: readonly string[],
  commands: Commands,
  version: string,
): Promise<number> {
  let status: number = Exit.fine
  const run =
    <T extends unknown[]>(command: (...given: T) => Promise<number>) =>
    async (...given: T) => {
      status = await command(...given)
    }
  const program = new Command('cuecast')
    .description('Slides whose terminals run live, and whose recordings take over when they fail.')
    .version(version, '-v, --version')
    .addHelpText('beforeAll', `cuecast ${version}\n`)
    .configureHelp({ styleTitle: bold })
    .configureOutput({
      writeOut: (text) => print(text.trimEnd()),
      writeErr: (text) => complain(text.trimEnd()),
      outputError: (text, write) => write(text.replace(/^error: /, '')),
    })
    // It throws and does not end the process: what was printed may still be on its way into a pipe.
    .exitOverride()
    // `cuecast present --version` is a mistake: options of the program stand before the command.
    .enablePositionalOptions()
  const add = (name: keyof Commands, description: string) =>
    program.command(name).description(description).showHelpAfterError(`see: cuecast ${name} --help`)

  add('present', 'Start the stage on this machine and print its link')
    .argument('[deck]', 'the deck to open; without one, the library')
    .addOption(new Option('--port <N>', 'the port on loopback').default('4321', '4321'))
    .option('--watch', 'for authors: what is saved shows at once')
    .addOption(new Option('--mode <MODE>', 'how demos run').choices(MODES).default('auto', 'auto'))
    .option(
      '--remote [ADDRESS]',
      'a remote for phones on the network; an address where there are several',
    )
    .action(run(commands.present))
  add('record', 'Perform demos live and write their takes')
    .argument('<demo...>', 'the demos, one or several')
    .option('--step <ID>', 'record only this step anew')
    .option('--json', 'print a line of JSON for each demo')
    .action(run(commands.record))
  add('rehearse', 'Run every step live, without a window, and compare it with its recording')
    .argument('[name...]', 'decks and demos; without one, all demos below this folder')
    .option('--json', 'print a line of JSON for each demo and each deck')
    .option('--junit <FILE>', 'write a JUnit report for CI')
    .option('--update', 'record anew the steps that have another result')
    .option('--allow-missing', 'what this machine lacks is no failure')
    .option(
      '--chaos <SEED>',
      'play one deck to its last slide in a browser, while what can go wrong does',
    )
    .action(run(commands.rehearse))
  add('doctor', 'Say of each step whether it can run live here, and why not')
    .argument('[deck]', 'the deck to look at; without one, all of them')
    .option('--json', 'print a line of JSON for each deck')
    .action(run(commands.doctor))
  add('export', 'Write a deck as a folder that plays from disk, with no server')
    .argument('<deck>', 'the deck')
    .requiredOption('--out <DIR>', 'the folder to write (required)')
    .option('--force', 'write into a folder that holds other files')
    .option('--json', 'print the result as JSON')
    .action(run(commands.export))
  add('trust', 'Show every command of a demo and approve it on this machine')
    .argument('<demo>', 'the demo')
    .option('--deck', 'it is a deck: show and approve its own HTML')
    .option('--yes', 'approve without asking')
    .action(run(commands.trust))
  program.showHelpAfterError(
    `the commands are: ${program.commands.map((command) => command.name()).join(', ')}`,
  )

  try {
    await program.parseAsync(args.length === 0 ? ['--help'] : bareRemote(args), { from: 'user' })
    return status
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    return error.exitCode === 0 ? Exit.fine : Exit.mistaken
  }
}

/**
 * The same words, with `--remote=` for a `--remote` that no address follows. Commander gives an option
 * the word after it, whatever that is, and `present --remote welcome` names a deck.
 */
function bareRemote(args: readonly string[]): string[] {
  const end = args.includes('--') ? args.indexOf('--') : args.length
  const looksLikeAddress = (arg = '') => /^(?=.*[.:])[\d.a-f:]+$/i.test(arg)
  return args.map((arg, i) =>
    args[0] === 'present' && arg === '--remote' && i < end && !looksLikeAddress(args[i + 1])
      ? '--remote='
      : arg,
  )
}
