import Reveal from 'reveal.js'
import type { Stop } from '../../core/base/event.ts'

/** Reveal's indices: horizontal, vertical, and the last fragment shown (-1 for none). */
export interface SlidePlace {
  readonly h: number
  readonly v: number
  readonly f: number
}

/** The slides, shown by Reveal. A deck moves between slides and never performs a step. */
export interface RevealDeck {
  current(): HTMLElement
  where(): SlidePlace
  /** Shows a place; `f` -1 is before the first fragment. */
  show(place: SlidePlace): void
  /** From 1. */
  readonly number: number
  readonly total: number
  /** From 0 at the first slide to 1 at the last. */
  readonly progress: number
  /** What `next` would show. */
  readonly coming: 'fragment' | 'slide' | 'end'
  /** The next fragment or slide. */
  next(): void
  prev(): void
  move(to: 'left' | 'right' | 'up' | 'down' | 'first' | 'last'): void
  readonly overview: boolean
  readonly toggleOverview: (on?: boolean) => void
  /** A black screen, and back. */
  toggleBlack(): void
  /** Tells of every slide that is shown, of fragments, and of the overview when it closes. */
  readonly watch: (run: () => void) => Stop
}

/**
 * Takes the query out of the address. Reveal lets `?name=value` override its configuration, and so
 * switch `postMessage` back on, with which any page that opened this one could drive it.
 */
function stripQuery(): void {
  if (location.search !== '') history.replaceState(null, '', location.pathname + location.hash)
}

export async function createDeck(root: HTMLElement): Promise<RevealDeck> {
  stripQuery()
  const reveal = new Reveal(root, {
    // In a presenter view the slides are a part of the page.
    embedded: root.parentElement !== document.body,
    postMessage: false,
    postMessageEvents: false,
    keyboard: false,
    touch: false,
    mouseWheel: false,
    controls: false,
    progress: false,
    slideNumber: false,
    help: false,
    jumpToSlide: false,
    hash: true,
    history: false,
    transition: 'none',
    backgroundTransition: 'none',
    autoAnimate: false,
    center: false,
    hideInactiveCursor: false,
    // Slides fill the window and their text grows with it. Under Reveal's own scale, the mouse and the
    // selection of a terminal would be in the wrong place, so the scale stays 1.
    width: '100%',
    height: '100%',
    margin: 0,
    minScale: 1,
    maxScale: 1,
    display: 'flex',
    // Below this width Reveal would turn the deck into one long page.
    scrollActivationWidth: 0,
  })
  await reveal.initialize()

  return {
    current: () => reveal.getCurrentSlide(),
    where() {
      const { h, v, f } = reveal.getIndices()
      return { h, v, f: f ?? -1 }
    },
    show: ({ h, v, f }) => reveal.slide(h, v, f),
    get number() {
      return reveal.getSlidePastCount() + 1
    },
    get total() {
      return reveal.getTotalSlides()
    },
    get progress() {
      return reveal.getProgress()
    },
    get coming() {
      if (reveal.availableFragments().next) return 'fragment'
      return reveal.isLastSlide() ? 'end' : 'slide'
    },
    next: () => reveal.next(),
    prev: () => reveal.prev(),
    move(to) {
      if (to === 'first') reveal.slide(0)
      else if (to === 'last') reveal.slide(reveal.getHorizontalSlides().length - 1)
      else reveal[to]()
    },
    get overview() {
      return reveal.isOverview()
    },
    toggleOverview: (on) => reveal.toggleOverview(on),
    toggleBlack: () => reveal.togglePause(),
    watch(run) {
      const events = ['slidechanged', 'fragmentshown', 'fragmenthidden', 'overviewhidden']
      for (const event of events) reveal.on(event, run)
      return () => {
        for (const event of events) reveal.off(event, run)
      }
    },
  }
}
