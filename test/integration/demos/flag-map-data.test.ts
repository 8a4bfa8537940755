import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { flagName, parseFlagMap, type FlagMap } from '../../../core/deck/flag-map.ts'
import { showPath } from '../../../core/deck/flag-map-text.ts'
import { itNeeds } from '../../support/needs.ts'

/** Tests of the product's flag map and of the script that measures it in real runs. */
const root = resolve(import.meta.dirname, '../../..')
const COMMITTED = join(root, 'slides/little-engine/flags.json')

function read(file: string): FlagMap {
  const { value, problems } = parseFlagMap(file, readFileSync(file, 'utf8'))
  expect(problems).toEqual([])
  return value!
}
/** The part of a flag map that is the same in every run. */
const shape = (map: FlagMap) =>
  map.flags.map((flag) => [flagName(flag), flag.json.map(({ path }) => showPath(path))])
const silent = (map: FlagMap) => map.flags.filter(({ json }) => json.length === 0).map(flagName)

describe('the flag map of the little engine', () => {
  it('has at least thirty flags with sources, also flags that reach no JSON', () => {
    const map = read(COMMITTED)
    expect(map.flags.length).toBeGreaterThanOrEqual(30)
    for (const { source, what } of map.flags) expect(source !== '' && what).toBeTruthy()
    const names = map.flags.map(flagName)
    expect(new Set(names).size).toBe(names.length)
    for (const flag of ['-i', '-d', '--rm', '--restart always', '--label team=blue', '--expose 80'])
      expect(silent(map)).toContain(flag)
    for (const { note } of map.flags.filter(({ json }) => json.length === 0))
      expect(note).toBeTruthy()
  })

  it('reveals nothing about the machine that it was made on', () => {
    const text = readFileSync(COMMITTED, 'utf8')
    expect(text).not.toMatch(/[0-9a-f]{12}|\/proc\/\d|cuecast-lab/)
    expect(text).not.toContain(`"HOSTNAME=${hostname()}"`)
  })

  itNeeds('lab', 'docker')(
    'is what a run on this machine gives, and the run leaves nothing behind',
    { timeout: 300_000 },
    () => {
      const folder = mkdtempSync(join(tmpdir(), 'cuecast-flags-'))
      try {
        const file = join(folder, 'flags.json')
        const run = spawnSync(join(root, 'demos/lab/flags'), [file], { encoding: 'utf8' })
        expect(run.status, run.stderr).toBe(0)
        const [fresh, committed] = [read(file), read(COMMITTED)]
        // Another engine may write other JSON, but it must write none for these flags.
        if (fresh.docker === committed.docker) expect(shape(fresh)).toEqual(shape(committed))
        else expect(silent(fresh)).toEqual(expect.arrayContaining(['-i', '-d', '--rm']))
        const docker = (...args: string[]) =>
          execFileSync('docker', args, { encoding: 'utf8' }).trim().split('\n')
        expect(docker('images', '-q', 'lab/busybox')).toEqual([''])
        expect(docker('ps', '-aq', '--filter', 'name=cuecast-web')).toEqual([''])
        expect(docker('volume', 'ls', '-q')).not.toContain('cuecast-flags')
      } finally {
        rmSync(folder, { recursive: true, force: true })
      }
    },
  )
})
