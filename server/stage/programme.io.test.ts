import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createProgramme } from './programme.ts'
import { openLibrary } from '../library/library.ts'
import { createTrust } from '../trust/trust.ts'

let root = ''
const write = (path: string, text: string, mode = 0o755) => {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text, { mode })
}
const SCRIPT = 'title: X\nsetup: ./setup.sh\nsteps:\n  - id: one\n    run: echo one\n'
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'cuecast-programme-'))
  mkdirSync(join(root, 'own'))
  write('demos/x/demo.yaml', SCRIPT)
  write('demos/x/setup.sh', '#!/bin/sh\n')
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

function open() {
  const trust = createTrust(join(root, 'own'), join(root, 'trust.json'))
  return { trust, programme: createProgramme(openLibrary([root]), trust) }
}
/** The hash of what was shown, which would be approved. */
function shown({ programme }: ReturnType<typeof open>): string {
  const sheet = programme.sheet('x')
  if (!sheet.ok) throw new Error(sheet.why)
  return sheet.value.hash
}

it('a demo is approved as it was shown, at once and for good', () => {
  const stage = open()
  expect(stage.programme.find('x')?.trusted).toBe(false)
  expect(stage.programme.approve('x', shown(stage))).toBeNull()
  expect(stage.programme.find('x')?.trusted).toBe(true)
  expect(open().programme.find('x')?.trusted).toBe(true)
})

it('a demo that was not shown cannot be approved', () => {
  const stage = open()
  const hash = stage.trust.hash({ name: 'x', folder: join(root, 'demos/x') })
  expect(stage.programme.approve('x', hash)).toMatch(/^x was not shown as it is now/)
  shown(stage)
  expect(stage.programme.approve('x', '0'.repeat(64))).toMatch(/^x was not shown as it is now/)
  expect(stage.programme.approve('y', hash)).toMatch(/^y was not shown/)
  expect(stage.programme.find('x')?.trusted).toBe(false)
})

it('a demo that changed while it was being read is not approved', () => {
  const stage = open()
  const hash = shown(stage)
  write('demos/x/setup.sh', '#!/bin/sh\nrm -rf x\n')
  expect(stage.programme.approve('x', hash)).toMatch(
    /has changed since it was shown; look at it again/,
  )
  expect(stage.programme.find('x')?.trusted).toBe(false)
  expect(stage.programme.approve('x', shown(stage))).toBeNull()
})

it('an approved demo runs as it was shown, and not as it was at the start', () => {
  const stage = open()
  write('demos/x/demo.yaml', SCRIPT.replace('echo one', 'echo two'))
  expect(stage.programme.approve('x', shown(stage))).toBeNull()
  expect(JSON.stringify(stage.programme.find('x')?.demo.steps[0]?.parts.get('main'))).toContain(
    'two',
  )
})

it('a demo that is not shown completely cannot be approved here', () => {
  write('demos/x/setup.sh', '#!/bin/sh\n' + 'true\n'.repeat(20_000))
  const stage = open()
  expect(stage.programme.approve('x', shown(stage))).toMatch(/too long .* run: cuecast trust x$/)
  expect(stage.programme.find('x')?.trusted).toBe(false)
})

it('a demo that cannot be shown gives the reason', () => {
  const { programme } = open()
  expect(programme.sheet('nobody')).toEqual({ ok: false, why: 'there is no demo nobody' })
  write('demos/x/demo.yaml', 'steps: [')
  expect(programme.sheet('x')).toMatchObject({
    ok: false,
    why: expect.stringContaining('has problems'),
  })
  rmSync(join(root, 'demos/x'), { recursive: true })
  expect(programme.sheet('x')).toMatchObject({ ok: false, why: expect.stringContaining('be read') })
})

describe('a demo that was approved, and edited while the stage is on', () => {
  const edit = () => write('demos/x/setup.sh', '#!/bin/sh\nrm -rf ~\n')
  const changed = 'changed since it was approved; run: cuecast trust x'

  it('is not trusted until the edit is undone or approved', () => {
    const stage = open()
    stage.programme.approve('x', shown(stage))
    expect(stage.programme.refusal('x', false)).toBeNull()
    edit()
    expect(stage.programme.find('x')).toMatchObject({ trusted: false, changed: true })
    expect(stage.programme.refusal('x', true)).toBe(changed)
    write('demos/x/setup.sh', '#!/bin/sh\n')
    expect(stage.programme.find('x')).toMatchObject({ trusted: true })
    edit()
    expect(stage.programme.approve('x', shown(stage))).toBeNull()
    expect(stage.programme.refusal('x', true)).toBeNull()
  })

  it('runs the current version once that was approved in a terminal', () => {
    const stage = open()
    stage.programme.approve('x', shown(stage))
    write('demos/x/demo.yaml', SCRIPT.replace('echo one', 'echo two'))
    expect(stage.programme.find('x')?.trusted).toBe(false)
    const { trust } = open()
    const found = { name: 'x', folder: join(root, 'demos/x') }
    expect(trust.approve(found, trust.hash(found))).toBeNull()
    expect(stage.programme.find('x')?.trusted).toBe(true)
    expect(JSON.stringify(stage.programme.find('x')?.demo.steps[0]?.parts.get('main'))).toContain(
      'two',
    )
  })

  it('still runs for its author during --watch, but for nobody else', () => {
    const at = (watched: boolean) => {
      const trust = createTrust(join(root, 'own'), join(root, 'trust.json'))
      return { trust, programme: createProgramme(openLibrary([root]), trust, watched) }
    }
    const found = { name: 'x', folder: join(root, 'demos/x') }
    const { trust } = at(false)
    expect(trust.approve(found, trust.hash(found))).toBeNull()
    const theirs = at(true)
    expect(trust.approve(found, trust.hash(found), { own: true })).toBeNull()
    const [own, onStage] = [at(true), at(false)]
    edit()
    expect(own.programme.refusal('x', false)).toBeNull()
    expect(onStage.programme.refusal('x', false)).toBe(changed)
    rmSync(join(root, 'trust.json'))
    expect(theirs.programme.refusal('x', false)).toBe(changed)
  })

  it('is not trusted when files appear where setup makes them before it has run', () => {
    write('demos/x/demo.yaml', `made: [work]\n${SCRIPT}`)
    const stage = open()
    stage.programme.approve('x', shown(stage))
    write('demos/x/work/it', 'evil')
    expect(stage.programme.refusal('x', false)).toBe(changed)
    expect(stage.programme.refusal('x', true)).toBeNull()
  })
})
