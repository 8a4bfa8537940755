import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { Demo } from '../../../core/demo/model.ts'
import { systemClock } from '../../base/system-clock.ts'
import { toolVersions, workingVersion } from './tool-versions.ts'

const folder = mkdtempSync(join(tmpdir(), 'cuecast-tools-'))
const script = (name: string, body: string) =>
  writeFileSync(join(folder, name), `#!/bin/sh\n${body}\n`, { mode: 0o755 })
afterAll(() => rmSync(folder, { recursive: true }))
/** The programs are only where the demo says. */
const env = { PATH: `${folder}:${process.env['PATH']}` }
const needs = (...names: string[]) =>
  toolVersions(
    {
      env,
      requires: names.map((name) => ({ type: 'binary', name })),
      steps: [],
    } as unknown as Demo,
    folder,
  )

test('a tool has the version that it prints, and one that prints none is left out', async () => {
  script('cuecast-a', 'echo "cuecast-a version 1.2.3, build 4"')
  script('cuecast-b', 'echo hello; echo asked >>"$PWD/asked"')
  expect(await needs('cuecast-a', 'cuecast-b', 'cuecast-nowhere')).toEqual({ 'cuecast-a': '1.2.3' })
  // It is not asked again in vain.
  expect(readFileSync(join(folder, 'asked'), 'utf8')).toBe('asked\n')
})

test('docker is the engine that runs the containers, or its client where none answers', async () => {
  const client = 'echo "Docker version 28.2.2, build abc"'
  script('docker', `case $1 in version) echo 20.10.24;; *) ${client};; esac`)
  expect(await needs('docker')).toEqual({ docker: '20.10.24' })
  script(
    'docker',
    `case $1 in version) echo no engine at 1.2.3.4 >&2; exit 1;; *) ${client};; esac`,
  )
  expect(await needs('docker')).toEqual({ docker: '28.2.2' })
})

test('an engine that hangs has no version, which is known in time', async () => {
  script('docker', 'case $1 in version) exec sleep 600;; *) echo 28.2.2;; esac')
  const asked = { cwd: folder, env, limit: 400, clock: systemClock }
  expect(await workingVersion('docker', asked)).toBe(null)
})
