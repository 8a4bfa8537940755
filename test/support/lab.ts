import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** For hooks that wait their turn, in ms: longer than a whole talk is played live. */
export const TURN = 15 * 60_000

/**
 * Waits until no other test performs the demos that ship with the product, and keeps others from it
 * until the returned function is called: a demo has its names once, and its setup clears away what
 * another run of it is just using. A test that dies lets go, too. Without `flock` there is no lab,
 * and only one test file that performs them.
 */
export async function holdLab(): Promise<() => Promise<void>> {
  const file = join(tmpdir(), 'cuecast-test-lab.lock')
  if (spawnSync('flock', ['--version'], { stdio: 'ignore' }).status !== 0) return async () => {}
  // The lock is held as long as the child lives, and the child as long as its input is open.
  const child = spawn('flock', [file, 'sh', '-c', 'echo held; exec cat'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  await once(child.stdout, 'data')
  return async () => {
    child.stdin.end()
    await once(child, 'exit')
  }
}
