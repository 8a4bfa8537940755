import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { holdLab, TURN } from '../../support/lab.ts'
import { itNeeds } from '../../support/needs.ts'
import { files, leftovers, staying } from './leftovers.ts'
import { demos, performAll, rehearsed, type Performed } from './perform-demo.ts'

/** The demos of the talk about a little engine. Some list all containers of runc: one at a time. */
const ENGINE = [
  'docker-vs-runc',
  'engine-rootfs',
  'engine-spec',
  'engine-riddler',
  'engine-trace',
  'engine-signals',
  'engine-network',
  'engine-userns',
  'engine-limits',
  'engine-rootless',
  'engine-console',
]

/** The demos of the talk about four machines. */
const FOUR = [
  'four-build',
  'four-exec-format',
  'four-index',
  'four-inspect',
  'four-machines',
  'four-rootfs',
  'four-traps',
  'one-name-four-machines',
]

/** The demos for which git and make are enough. */
const ANYWHERE = ['contribute-dco', 'contribute-review', 'contribute-merge']

/** The demos whose programs outlive a step. */
const PROGRAMS = ['web-server', 'editor']

/** The demos that need the lab. */
const LAB = [...ENGINE, ...FOUR, 'contribute-runtime']

const inLab = itNeeds('lab')
const failed = (performed: readonly Performed[]) => performed.filter(({ outcome }) => !outcome.ok)

/** A group of tests that run one after the other, side by side with the other lanes around them. */
const lane = (name: string, tests: () => void) =>
  describe.concurrent(name, () => void describe.sequential('one by one', tests))

const docker = (...args: string[]) =>
  execFileSync('docker', args, { encoding: 'utf8', input: Buffer.alloc(1024) }).trim()

/** Looks at this machine before the tests of a group, and adds one after them that finds it as it was. */
function leavesNothing(): void {
  let before: string[]
  let bystander: string
  beforeAll(() => {
    // A container of the presenter's own, which no teardown may touch.
    docker('import', '-', 'bystander')
    bystander = docker('create', 'bystander', 'true')
    before = leftovers(LAB)
    return () => {
      docker('rm', '-f', bystander)
      docker('rmi', '-f', 'bystander')
    }
  })
  inLab('nothing is left of all this', { timeout: 180_000 }, async () => {
    expect(await staying(LAB, before)).toEqual([])
    expect(docker('ps', '-aq', '--no-trunc')).toContain(bystander)
  })
}

function asRecorded(names: readonly string[]): void {
  for (const name of names)
    inLab(`${name}: every step as recorded`, { timeout: 180_000 }, async () => {
      expect(await rehearsed(name)).toEqual([])
    })
}

function afterReplay(names: readonly string[]): void {
  for (const name of names)
    inLab(`${name}: live goes on after a replay`, { timeout: 180_000 }, async () => {
      for (const odd of [0, 1])
        expect(failed(await performAll(name, (index) => index % 2 === odd))).toEqual([])
    })
}

describe('the demos, live', () => {
  // The talks are played live by another test file. vitest calls the returned function at the end.
  beforeAll(holdLab, TURN)

  lane('anywhere', () => {
    it('welcome: every step runs live except the one that is meant to fail', { timeout: 60_000 }, async () => {
      const performed = await performAll('welcome')
      expect(failed(performed)).toEqual([
        { step: 'post', pane: 'left', outcome: expect.objectContaining({ why: 'timeout' }) },
      ])
    })

    for (const name of [...ANYWHERE, ...PROGRAMS])
      it(`${name}: every step runs as recorded, and leaves nothing`, { timeout: 60_000 }, async () => {
        const before = files(join(demos, name))
        expect(await rehearsed(name)).toEqual([])
        expect(files(join(demos, name))).toEqual(before)
      })

    for (const name of ANYWHERE)
      it.each([0, 1])(
        `${name}: live goes on after a replay (%i)`,
        { timeout: 60_000 },
        async (odd) => {
          expect(failed(await performAll(name, (index) => index % 2 === odd))).toEqual([])
        },
      )
  })

  describe.concurrent('in the lab', () => {
    describe.sequential('as recorded', () => {
      lane('a little engine', () => asRecorded(ENGINE))
      lane('four machines', () => asRecorded([...FOUR, 'contribute-runtime']))
      leavesNothing()
    })
    describe.sequential('after a replay', () => {
      lane('some', () => afterReplay(FOUR.filter((_, n) => n % 2 === 0)))
      lane('others', () => afterReplay(FOUR.filter((_, n) => n % 2 === 1)))
      leavesNothing()
    })
  })
})
