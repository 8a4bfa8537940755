import type { Clock } from '../../../core/base/clock.ts'
import type { Ms } from '../../../core/base/event.ts'
import { REMOTE_CODE } from '../../../core/protocol/remote-messages.ts'
import { defined } from '../../../core/base/defined.ts'
import type { Built } from './client-assets.ts'
import { mediaType, readListed } from '../../files/assets.ts'
import { deckPage } from '../pages/deck.ts'
import { greenRoomPage } from '../pages/green-room.ts'
import { libraryPage } from '../pages/library.ts'
import { presenterPage } from '../pages/presenter.ts'
import { remotePage } from '../pages/remote.ts'
import { qrSvg } from '../pages/qr-code.ts'
import type { Content } from '../content/content.ts'

/** What one address stands for. */
export type Route =
  | {
      readonly type: 'page'
      /** Null where the deck has gone since the routes were made. */
      render(nonce: string): Promise<string | null>
    }
  | {
      readonly type: 'file'
      readonly media: string
      /** Its name holds a hash of its content, so a browser may keep it for ever. */
      readonly immutable: boolean
      /** Only for whoever shows the token of a window of the stage. */
      readonly guarded?: boolean
      load(): Promise<Uint8Array | null>
    }

/** By their decoded path. An address that is not a key here does not exist. */
export type Routes = ReadonlyMap<string, Route>

export function createRoutes(
  content: Content,
  built: Built,
  role: 'presenter' | 'follower' = 'presenter',
  /** How often files were saved so far (`Hub.saves`). */
  saves: () => number = () => 0,
): Routes {
  const routes = new Map<string, Route>()
  // Followers are not told the project's name: they were only sent a link.
  const whose = role === 'presenter' ? projectOf(content) : {}
  routes.set('/', {
    type: 'page',
    render: async (nonce) =>
      libraryPage({
        decks: content.decks(),
        problems: content.problems(),
        rooms: role === 'presenter',
        nonce,
        ...whose,
        ...built.library,
      }),
  })
  for (const name of content.deckNames()) {
    routes.set(`/decks/${name}/`, {
      type: 'page',
      render: async (nonce) => {
        // Taken before the files are read, so that a page knows of a save that comes meanwhile.
        const about = { name, role, nonce, saves: saves() }
        const deck = await content.page(name)
        return deck && deckPage({ ...deck, ...about, ...whose, ...built.present })
      },
    })
    // A follower's server runs no demo, so it has nothing to check in a green room.
    if (role === 'presenter') {
      routes.set(`/decks/${name}/green-room`, {
        type: 'page',
        render: async (nonce) => {
          const deck = await content.page(name)
          return deck && greenRoomPage({ ...deck, name, nonce, ...whose, ...built.greenRoom })
        },
      })
    }
    for (const [path, file] of content.assets(name)) {
      addFile(routes, `/decks/${name}/${path}`, file, false)
    }
    // Commands and notes of the presenter: never at a follower's address.
    if (role === 'presenter') addPresenter(routes, content, built, name)
  }
  for (const name of content.demoNames()) {
    routes.set(`/demos/${name}.json`, {
      type: 'file',
      media: 'application/json; charset=utf-8',
      immutable: false,
      load: async () => {
        const bundle = await content.bundle(name)
        return bundle && Buffer.from(JSON.stringify(bundle))
      },
    })
  }
  for (const [address, bytes] of content.chunks()) {
    routes.set(address, {
      type: 'file',
      // They are not sent as gzip-encoded, because a page keeps them packed until it plays them.
      media: 'application/gzip',
      immutable: true,
      load: async () => bytes,
    })
  }
  for (const [path, file] of built.files) {
    if (path.startsWith('assets/')) addFile(routes, `/${path}`, file, true)
  }
  return routes
}

/** Adds the address of the phones' listener as a QR code. Undefined: there is no such listener. */
export function withRemoteCode(routes: Routes, address: string | undefined): Routes {
  if (address === undefined) return routes
  const media = 'image/svg+xml; charset=utf-8'
  const load = async () => Buffer.from(qrSvg(address))
  return new Map(routes).set(REMOTE_CODE, { type: 'file', media, immutable: false, load })
}

/** What a phone may load: its page and what that page is made of, and no deck, demo or recording. */
export function createRemoteRoutes({ files, remote }: Pick<Built, 'files' | 'remote'>): Routes {
  const routes = new Map<string, Route>()
  routes.set('/', { type: 'page', render: async (nonce) => remotePage({ nonce, ...remote }) })
  for (const path of remote.files) {
    const file = files.get(path)
    if (file !== undefined) addFile(routes, `/${path}`, file, true)
  }
  return routes
}

/** A page makes some fifteen requests at once, and all of them find the same routes. */
const KEPT: Ms = 1_000

/**
 * Makes the routes again when they are asked for and are a second old, so that what an author adds
 * shows. They are made again at once where `made()` returns another value than before: what a bundle
 * names must be there when the bundle arrives.
 */
export function keepRoutes(
  clock: Clock,
  make: () => Routes,
  made: () => unknown = () => null,
  keeps = KEPT,
): () => Routes {
  let kept = make()
  let known = made()
  let until = clock.now() + keeps
  return () => {
    if (clock.now() >= until || made() !== known) {
      known = made()
      kept = make()
      until = clock.now() + keeps
    }
    return kept
  }
}

const projectOf = ({ project }: Content) => defined({ project })

function addPresenter(
  routes: Map<string, Route>,
  content: Content,
  built: Built,
  name: string,
): void {
  routes.set(`/decks/${name}/presenter`, {
    type: 'page',
    render: async (nonce) => {
      const deck = await content.page(name)
      return (
        deck && presenterPage({ ...deck, name, nonce, ...projectOf(content), ...built.presenter })
      )
    },
  })
  routes.set(`/decks/${name}/cues.json`, {
    type: 'file',
    media: 'application/json; charset=utf-8',
    immutable: false,
    guarded: true,
    load: async () => {
      const cues = content.cues(name)
      return cues && Buffer.from(JSON.stringify(cues))
    },
  })
}

function addFile(routes: Map<string, Route>, url: string, file: string, immutable: boolean) {
  const media = mediaType(file)
  if (media === null) return
  routes.set(url, { type: 'file', media, immutable, load: () => readListed(file) })
}
