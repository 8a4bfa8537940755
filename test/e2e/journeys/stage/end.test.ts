import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openWindow, type Window } from '../../../support/browser/browser.ts'
import { leave, openStage, type Onstage } from '../../support/onstage.ts'
import { makeHome, SOON, startShow, type Home, type Show } from '../../support/show.ts'

let window: Window
let home: Home
let show: Show
let stage: Onstage
beforeAll(async () => {
  window = await openWindow({ width: 1280, height: 720 })
})
afterAll(() => window.close())
beforeEach(async () => {
  home = makeHome()
  show = await startShow({ deck: 'owed', home, alone: true })
  stage = await openStage(window.context, show, 'owed')
})
afterEach(async () => {
  try {
    await leave(stage, show)
  } finally {
    home.remove()
  }
})

interface Process {
  readonly pid: number
  readonly parent: number
  readonly state: string
}
function processes(): Process[] {
  const list = execFileSync('ps', ['-axo', 'pid=,ppid=,stat=']).toString().trim().split('\n')
  return list.map((line) => {
    const [pid, parent, state = ''] = line.trim().split(/\s+/)
    return { pid: Number(pid), parent: Number(parent), state }
  })
}
/** A process and all its descendants. */
function family(of: number): number[] {
  const all = processes()
  const found = new Set([of])
  for (let size = 0; size !== found.size;) {
    size = found.size
    for (const { pid, parent } of all) if (found.has(parent)) found.add(pid)
  }
  return [...found]
}
/** The processes among these that still live, without zombies. */
function alive(pids: readonly number[]): number[] {
  return processes()
    .filter(({ pid, state }) => pids.includes(pid) && !state.startsWith('Z'))
    .map(({ pid }) => pid)
}

/**
 * Leaves a process of one step running, starts another step that waits, and returns all processes
 * of this show.
 */
async function underway(): Promise<number[]> {
  await stage.press('PageDown')
  await stage.until({ badge: 'LIVE', phase: 'done' })
  const file = join(home.folder, 'stray')
  await expect.poll(() => existsSync(file) && readFileSync(file, 'utf8').trim(), SOON).toMatch(/\d/)
  const stray = Number(readFileSync(file, 'utf8'))
  await stage.press('PageDown')
  await stage.until({ phase: 'running', text: /live at the gate/ })
  expect(home.ran()).toEqual(['setup', 'gate'])
  const all = [...new Set([...family(show.pid), stray])]
  expect(all.length).toBeGreaterThan(3)
  expect(alive([stray])).toEqual([stray])
  return all
}

describe('the end of a show', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    'by %s leaves no process and runs the teardown',
    async (signal) => {
      const all = await underway()
      show.signal(signal)
      expect(await show.ended).toBe(0)
      expect(home.ran()).toEqual(['setup', 'gate', 'teardown'])
      await expect.poll(() => alive(all), SOON).toEqual([])
      // The window continues with the recording.
      await stage.until({ badge: 'REPLAY', phase: 'done', text: /recorded through/ })
    },
  )

  it('by SIGKILL leaves its teardown and its processes to the next start', async () => {
    const all = await underway()
    show.signal('SIGKILL')
    expect(await show.ended).toBe('SIGKILL')
    expect(home.ran()).toEqual(['setup', 'gate'])
    expect(alive(all)).not.toEqual([])
    await stage.until({ badge: 'REPLAY', phase: 'done', text: /recorded through/ })

    show = await startShow({ deck: 'owed', home, alone: true })
    expect(home.ran().slice(0, 3)).toEqual(['setup', 'gate', 'teardown'])
    expect(alive(all)).toEqual([])
    await show.stop()
    expect(home.ran()).toEqual(['setup', 'gate', 'teardown', 'setup', 'teardown'])
  })
})
