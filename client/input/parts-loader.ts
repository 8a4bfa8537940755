import type { Stop } from '../../core/base/event.ts'
import type { Search } from '../search/find-bar.ts'
import type { Ask } from './dialog.ts'
import type { Action } from './key-bindings.ts'
import type * as Code from './typing/terminal-input-lazy.ts'

export interface LoadedParts {
  readonly code: typeof Code
  readonly ask: Ask
  readonly search: Search
}

/** Loads what is needed in a terminal now and then when it is first needed, and not with the deck. */
export interface PartsLoader {
  /** Null before the first load. */
  readonly ask: Ask | null
  /** Null before the first load. */
  readonly search: Search | null
  /** Resolves to null where the server is gone, and says so. */
  readonly load: () => Promise<LoadedParts | null>
  readonly stop: Stop
}

export function createPartsLoader(
  root: HTMLElement,
  act: (action: Action) => void,
  refuse: (words: string) => void,
): PartsLoader {
  let ask: Ask | null = null
  let search: Search | null = null
  return {
    get ask() {
      return ask
    },
    get search() {
      return search
    },
    async load() {
      try {
        const code = await import('./typing/terminal-input-lazy.ts')
        return {
          code,
          ask: (ask ??= code.createAsk(root)),
          search: (search ??= code.createSearch(act)),
        }
      } catch {
        refuse('that could not be loaded: the server is gone')
        return null
      }
    },
    stop() {
      search?.close()
      ask?.stop()
    },
  }
}
