import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PROGRAMS, furnish, outputOf } from './programs.ts'

/**
 * Records test/fixtures/output again: the output of the programs at 80x24, at most 40 KB of each,
 * which the snapshot tests cut. Run it on Linux, as root and in separate namespaces, so that it has
 * no process, path or name of the machine:
 * `unshare -u -p -f -m --mount-proc sh -c 'hostname demo; node --import ./test/run-typescript.js test/support/terminal/record-output.ts'`
 */
// docker-pull.bin is not made here: it is a pull from a registry on loopback, and a build.
const LIMIT = 40_000
const OUTPUT = join(import.meta.dirname, '../../fixtures', 'output')
const folder = mkdtempSync('/tmp/demo-')
furnish(folder)
for (const one of PROGRAMS) {
  // These programs would show the disks and engines of this machine.
  if (['df', 'docker'].includes(one.name)) continue
  const bytes = await outputOf(one, folder, { cols: 80, rows: 24 })
  writeFileSync(join(OUTPUT, `${one.name.replaceAll(' ', '-')}.bin`), bytes.subarray(0, LIMIT))
  process.stdout.write(`${one.name} ${bytes.length}\n`)
}
rmSync(folder, { recursive: true, force: true })
process.exit()
