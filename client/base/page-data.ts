import type { DemoBundle } from '../../core/recording/bundle.ts'
import type { PublicDemo } from '../../core/demo/model.ts'

/** What the server or the export writes into a page about the page itself. */
export interface PageInfo {
  readonly page: 'deck' | 'library' | 'green-room'
  readonly deck: string
  readonly title: string
  /** The demos on the slides, by name. */
  readonly demos: readonly string[]
  /** The scripts of the demos that can be shown before their recording has come; absent: of none. */
  readonly words?: readonly PublicDemo[]
  /** How often files had been saved when this page was made; absent: nobody watches files. */
  readonly saves?: number
}

/** `<script type="application/json" id="cuecast-page">` of this page. */
export function pageInfo(): PageInfo {
  return json(document.querySelector('script#cuecast-page')) as PageInfo
}

/** The bundles inside the page: `<script type="application/json" data-demo="name">`. */
export function bundlesInPage(): Map<string, DemoBundle> {
  return new Map(
    [...document.querySelectorAll<HTMLScriptElement>('script[data-demo]')].map((script) => [
      script.dataset['demo'] ?? '',
      json(script) as DemoBundle,
    ]),
  )
}

function json(script: Element | null): unknown {
  if (!script) throw new Error('invariant: the page lacks its data')
  return JSON.parse(script.textContent)
}
