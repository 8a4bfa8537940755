import { setTimeout as pause } from 'node:timers/promises'
import type { Injection } from '../../../core/rehearsal/chaos/plan.ts'
import type { Stop } from '../../../core/base/event.ts'
import type { ChaosPage } from './stage-page.ts'
import type { ChaosServer } from './server-process.ts'

/** The time between two cuts of a socket that flaps, in ms. A page tries again after a second. */
const FLAP = 400

/**
 * Injects the planned fault after a press that has just been made. Resolves once the fault is over; a
 * fault that lasts as long as the press is over when `settled` resolves.
 */
export async function inject(
  { fault, after, lasts }: Injection,
  { page, server }: { readonly page: ChaosPage; readonly server: ChaosServer },
  settled: Promise<unknown>,
): Promise<void> {
  await pause(after)
  const during = async (begin: () => Stop, end: Promise<unknown>) => {
    const stop = begin()
    try {
      await end
    } finally {
      stop()
    }
  }
  switch (fault) {
    case 'hang':
      return during(() => server.hang(), pause(lasts))
    case 'freeze':
      return during(() => server.freeze(), pause(lasts))
    case 'kill':
      server.kill()
      await pause(lasts)
      return server.start()
    case 'cut':
      return page.cut()
    case 'flap':
      for (const end = performance.now() + lasts; performance.now() < end; await pause(FLAP))
        await page.cut()
      return
    case 'reload':
      return page.reload()
    case 'double':
      await pause(lasts)
      return page.press('next')
    case 'disk':
      return during(() => server.fill(), settled)
    case 'docker':
      return during(() => server.stopDocker(), settled)
    default:
      fault satisfies never
  }
}
