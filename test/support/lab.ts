import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Milliseconds for hooks that wait their turn: longer than a whole talk is played live. */
export const TURN = 15 * 60_000

/**
 * Waits until no other test performs the demos that ship with the product, and keeps others from it
 * until the returned function is called: the names of a demo exist once, and its setup would remove
 * what another run of it uses. A test that dies releases the lock too. Without `flock` there is no
 * lab, and only one test file performs these demos.
 */
export async function holdLab(): Promise<() => Promise<void>> {
  const file = join(tmpdir(), 'cuecast-test-lab.lock')
  if (spawnSync('flock', ['--version'], { stdio: 'ignore' }).status !== 0) return async () => {}
  // The lock is held as long as the child lives, and the child lives as long as its input is open.
  const child = spawn('flock', [file, 'sh', '-c', 'echo held; exec cat'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  await once(child.stdout, 'data')
  return async () => {
    child.stdin.end()
    await once(child, 'exit')
  }
}
