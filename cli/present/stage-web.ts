import { join } from 'node:path'
import { reason } from '../../server/base/result.ts'
import { systemClock } from '../../server/base/system-clock.ts'
import { readBuilt } from '../../server/web/http/client-assets.ts'
import { createRoutes, keepRoutes, withRemoteCode } from '../../server/web/http/routes.ts'
import { createWeb } from '../../server/web/http/server.ts'
import { noDeck } from '../../server/web/pages/not-found.ts'
import { greetPresenter } from '../../server/web/websocket/authenticate.ts'
import type { Presenter } from '../../server/web/websocket/authenticate.ts'
import { createSocketServer } from '../../server/web/websocket/socket-server.ts'
import { serveWindow } from '../../server/web/websocket/window-socket.ts'
import { complain, progress } from '../shared/output.ts'
import { PACKAGE } from '../shared/package-root.ts'
import type { OpenStage } from './open-stage.ts'

/** The stage's web server and the sockets of its windows. Nothing listens yet. */
export async function createStageWeb(stage: OpenStage) {
  const { workspace, hub, tickets, phones } = stage
  const socketServer = createSocketServer<Presenter>({
    clock: systemClock,
    greet: greetPresenter(tickets),
    onConnection: (peer, guest) => serveWindow(peer, guest, { ...stage, clock: systemClock }),
    onRefused: (why) => progress(`turned away: ${why}`),
  })
  const built = await readBuilt(join(PACKAGE, 'dist/client'))
  const routes = () => {
    const made = createRoutes(workspace.content, built, 'presenter', () => hub.saves())
    return withRemoteCode(made, phones.now()?.address)
  }
  const web = createWeb({
    routes: keepRoutes(
      systemClock,
      routes,
      () => workspace.content.chunks(),
      // While files are watched, the routes are made again for each request.
      workspace.lastGood ? 0 : undefined,
    ),
    noDeck: () => noDeck(workspace.content),
    upgrade: socketServer.upgrade,
    admits: (token) => tickets.authenticate({ token }).ok,
    onRefused: (line) => progress(`turned away: ${line}`),
    onError: (error) => complain(`bug: ${reason(error)}`),
  })
  return { built, web, socketServer }
}
