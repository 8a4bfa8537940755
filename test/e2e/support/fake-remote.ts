import { join } from 'node:path'
import { systemClock } from '../../../server/base/system-clock.ts'
import { readBuilt } from '../../../server/web/http/client-assets.ts'
import { createRemoteRoutes } from '../../../server/web/http/routes.ts'
import { createRemote, type RemoteNews } from '../../../server/remote/listener.ts'
import type { RemoteStage } from '../../../server/remote/phone-socket.ts'
import { systemEntropy } from '../../../server/base/secret.ts'
import type { Pressed } from '../../../core/protocol/messages.ts'
import type { RemoteView } from '../../../core/protocol/remote-messages.ts'
import { listen } from '../../integration/socket/test-server.ts'

/** A view in which everything can be pressed. */
export const READY: RemoteView = {
  deck: 'The little engine inside every container',
  place: 'little-engine 3 0 -1 docker-vs-runc 1 ready 4',
  slide: { number: 9, total: 31 },
  next: {
    does: 'step',
    step: { number: 2, total: 5 },
    caption: 'Sixteen megabytes, and a program that wants more.',
    commands: [
      {
        pane: 'docker',
        text: 'docker run --rm -m 16m lab/busybox dd if=/dev/zero of=/dev/null bs=64M count=1',
      },
      { pane: 'runc', text: 'runc run --memory 16m hello' },
    ],
  },
  lights: [
    { pane: 'docker', mode: 'live', now: 'done' },
    { pane: 'runc', mode: 'live', now: 'ready' },
  ],
  can: { back: true, fallback: true, live: false, rescue: true },
  timer: { running: true, elapsed: 754_000, planned: 1_500_000 },
}

/** The phones' listener in front of a fake stage: the test decides what is shown and answered. */
export async function serveRemote() {
  let view = READY
  let answer: Pressed | null = { done: true }
  const hearers = new Set<() => void>()
  const asked: { action: string; seen: string }[] = []
  const news: RemoteNews[] = []
  const stage: RemoteStage = {
    view: () => view,
    onChange(hear) {
      hearers.add(hear)
      return () => void hearers.delete(hear)
    },
    press(action, seen, settle) {
      asked.push({ action, seen })
      if (answer) settle(answer)
    },
    timer(action) {
      asked.push({ action, seen: '' })
    },
  }
  const built = await readBuilt(join(import.meta.dirname, '../../../dist/client'))
  const remote = createRemote({
    clock: systemClock,
    entropy: systemEntropy,
    stage,
    routes: () => createRemoteRoutes(built),
    onNews: (one) => news.push(one),
  })
  const { server } = remote
  const listening = await listen(server)
  return {
    remote,
    asked,
    news,
    origin: listening.origin,
    show(next: Partial<RemoteView>) {
      view = { ...READY, ...next }
      hearers.forEach((hear) => hear())
    },
    /** Sets the answer to every press from now on; null: no answer. */
    answers(next: Pressed | null) {
      answer = next
    },
    async stop() {
      const closed = listening.stop()
      remote.close()
      await closed
    },
  }
}
