import type { RemoteLink } from './link.ts'

/**
 * Keeps the screen on while the remote is connected. Browsers allow it on https and loopback alone, so on
 * a venue's network the phone's own time-out applies, and the page survives it.
 */
export function keepAwake(link: Pick<RemoteLink, 'state' | 'onState'>): void {
  let lock: WakeLockSentinel | null = null
  let asking = false
  const update = async (): Promise<void> => {
    const wanted = link.state().at === 'open' && document.visibilityState === 'visible'
    // It is missing in some browsers, whatever the types say.
    const wakeLock = navigator.wakeLock as WakeLock | undefined
    if (!wanted || asking || !wakeLock || (lock && !lock.released)) return
    asking = true
    // It is refused when the battery is low; then the screen goes dark, and nothing else happens.
    lock = await wakeLock.request('screen').catch(() => null)
    asking = false
  }
  link.onState(() => void update())
  document.addEventListener('visibilitychange', () => void update())
}
