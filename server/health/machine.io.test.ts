import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { Demo } from '../../core/demo/model.ts'
import { systemClock } from '../base/system-clock.ts'
import { toolVersions } from '../terminal/process/tool-versions.ts'
import { thisMachine } from './machine.ts'

const folder = mkdtempSync(join(tmpdir(), 'cuecast-machine-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('a version is asked for here as it was when the demo was recorded', async () => {
  const docker = 'case $1 in version) echo 20.10.24;; *) echo Docker version 28.2.2;; esac'
  writeFileSync(join(folder, 'docker'), `#!/bin/sh\n${docker}\n`, { mode: 0o755 })
  // The program is only where the demo says, and the two versions are those of engine and client.
  const env = { PATH: `${folder}:${process.env['PATH']}` }
  const requires = [{ type: 'binary', name: 'docker' }]
  const recorded = await toolVersions({ env, requires, steps: [] } as unknown as Demo, folder)
  const around = { folder, env, limit: 5_000, clock: systemClock, secrets: [] }
  expect(recorded).toEqual({ docker: await thisMachine.version('docker', around) })
  expect(recorded).toEqual({ docker: '20.10.24' })
})
