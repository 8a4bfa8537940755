/**
 * Runs `cuecast` with the words that it is sent, one command after another in one process. What would
 * be printed is sent back, and at last the exit code. It ends with the process that started it.
 */
import { runCommandLine } from '../../../dist/cli/command-line.js'
import { present } from '../../../dist/cli/commands/present.js'

for (const out of [process.stdout, process.stderr])
  out.write = (text) => process.send({ said: String(text) })

process.on('disconnect', () => process.exit())
process.on('message', async ({ folder, env, args }) => {
  // The command before it has left handlers that end the process at a second signal.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.removeAllListeners(signal)
  process.chdir(folder)
  for (const name of Object.keys(process.env)) delete process.env[name]
  Object.assign(process.env, env)
  process.send({ ended: await runCommandLine(args, { present }, '') })
})
