/**
 * Runs `cuecast` with the words that it is sent, one command after another in one process. What would
 * be printed is sent back, and at last the exit code. It ends with the process that started it.
 */
import { fileURLToPath } from 'node:url'
import { main } from '../../dist/cli/main.js'

/** A rehearsal starts its show by the command that started itself. */
const COMMAND = fileURLToPath(new URL('../../dist/cli/cuecast.js', import.meta.url))

for (const to of ['stdout', 'stderr'])
  process[to].write = (text, ...rest) => {
    process.send({ said: String(text), to })
    rest.at(-1)?.()
    return true
  }

process.on('disconnect', () => process.exit())
process.on('message', async ({ folder, env, args }) => {
  // The command before this one has left handlers that end the process at a second signal.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.removeAllListeners(signal)
  process.argv.splice(1, Infinity, COMMAND, ...args)
  process.chdir(folder)
  for (const name of Object.keys(process.env)) delete process.env[name]
  Object.assign(process.env, env)
  process.send({ ended: await main(args) })
})
