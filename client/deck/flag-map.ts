import type { Stop } from '../../core/base/event.ts'
import type { RevealDeck } from './reveal.ts'

interface FlagMap {
  readonly host: HTMLElement
  /** Shows the flag of the deck's fragment, and forgets what was pointed at. */
  settle(): void
  /** Goes to the flag `by` further. */
  move(by: number): void
  readonly stop: Stop
}

/**
 * The flag maps on the slides (server/web/markdown/flag-map.ts). Each flag is a fragment, so *next*, back,
 * a reload and the other windows know which one is on; ↑, ↓ and a click move to another fragment. A flag
 * is also lit as long as the mouse is over it or it has the focus.
 */
export function startFlagMaps(
  root: HTMLElement,
  deck: Pick<RevealDeck, 'current' | 'where' | 'show' | 'watch'>,
  mayMove: () => boolean,
): Stop {
  const go = (stop: HTMLElement): boolean => {
    const f = Number(stop.dataset['fragmentIndex'])
    if (!mayMove() || Number.isNaN(f)) return false
    deck.show({ ...deck.where(), f })
    return true
  }
  const maps = [...root.querySelectorAll<HTMLElement>('.flagmap')].map((host) =>
    createFlagMap(host, go),
  )
  if (maps.length === 0) return () => {}

  const hear = (event: KeyboardEvent) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (by === undefined || event.ctrlKey || event.altKey || event.metaKey) return
    // These keys belong to terminals, fields and what scrolls.
    const { target } = event
    if (target instanceof Element && target.closest('.xterm, input, textarea, select, pre')) return
    const here = maps.filter(({ host }) => deck.current().contains(host))
    const map = here.find(({ host }) => host.contains(document.activeElement)) ?? here[0]
    if (!map) return
    event.preventDefault()
    map.move(by)
  }
  const settle = () => maps.forEach((map) => map.settle())
  document.addEventListener('keydown', hear)
  const stops = [deck.watch(settle), ...maps.map((map) => map.stop)]
  settle()
  return () => {
    document.removeEventListener('keydown', hear)
    for (const stop of stops) stop()
  }
}

function createFlagMap(host: HTMLElement, go: (stop: HTMLElement) => boolean): FlagMap {
  const flags = [...host.querySelectorAll<HTMLElement>('li')].map((item) => ({
    item,
    stop: item.querySelector<HTMLElement>('.fragment'),
    button: item.querySelector('button'),
    tells: item.querySelector('.flagmap-tells'),
    source: item.querySelector('cite'),
  }))
  const json = host.querySelector<HTMLElement>('pre')
  const lines = [...(json?.querySelectorAll<HTMLElement>('[data-flags]') ?? [])].map((line) => ({
    line,
    of: new Set(line.dataset['flags']?.split(' ').map(Number)),
  }))
  const says = host.querySelector('.flagmap-says')
  const source = host.querySelector('.flagmap-source')
  const asked = source?.firstElementChild
  let pointed = -1
  let shown = -1

  // The last visible fragment. Reveal marks none as current on a slide that is shown again.
  const placed = () =>
    flags.findLastIndex(({ stop }) => stop?.classList.contains('visible') === true)

  function update(): void {
    const focus = pointed < 0 ? placed() : pointed
    if (focus === shown) return
    shown = focus
    host.toggleAttribute('data-focus', focus >= 0)
    for (const [n, { item, button }] of flags.entries()) {
      item.toggleAttribute('data-lit', n === focus)
      if (n === focus) button?.setAttribute('aria-current', 'true')
      else button?.removeAttribute('aria-current')
    }
    for (const { line, of } of lines) line.toggleAttribute('data-lit', of.has(focus))
    const flag = flags[focus]
    says?.replaceChildren(...copies(flag?.tells))
    source?.replaceChildren(...copies(flag?.source), ...(asked ? [asked] : []))
    reveal()
  }

  /** Scrolls the JSON, and nothing else, to what is lit. */
  function reveal(): void {
    const lit = lines.filter(({ line }) => line.matches('[data-lit]:not([data-kind="way"])'))
    const [first, last] = [lit[0]?.line, lit.at(-1)?.line]
    if (!json || !first || !last) return
    const [top, bottom] = [first.offsetTop, last.offsetTop + last.offsetHeight]
    const seen = top >= json.scrollTop && bottom <= json.scrollTop + json.clientHeight
    // It comes to a third from the top, so that the keys that lead to it stay in sight.
    if (!seen) json.scrollTop = Math.max(0, top - json.clientHeight / 3)
  }

  function point(n: number): void {
    pointed = n
    update()
  }
  const indexOf = (target: EventTarget | null) =>
    flags.findIndex(({ item }) => target instanceof Node && item.contains(target))
  /** Goes back to the flag with the focus, else to that of the deck's fragment. */
  const unpoint = () => point(indexOf(document.activeElement))

  function choose(n: number): void {
    const flag = flags[n]
    if (!flag) return
    if (host.contains(document.activeElement)) flag.button?.focus()
    if (!flag.stop || !go(flag.stop)) point(n)
  }

  const list = host.querySelector('ul')
  const over = ({ target, pointerType }: PointerEvent) => {
    if (pointerType === 'mouse' && indexOf(target) >= 0) point(indexOf(target))
  }
  const focused = ({ target }: FocusEvent) => point(indexOf(target))
  const blurred = () => point(-1)
  const clicked = ({ target }: MouseEvent) => choose(indexOf(target))
  list?.addEventListener('pointerover', over)
  list?.addEventListener('pointerleave', unpoint)
  list?.addEventListener('focusin', focused)
  list?.addEventListener('focusout', blurred)
  list?.addEventListener('click', clicked)

  return {
    host,
    settle() {
      const focus = placed()
      // If a flag has the focus, *next* moves the focus too, so that Tab goes on from there.
      if (focus >= 0 && indexOf(document.activeElement) >= 0) flags[focus]?.button?.focus()
      pointed = -1
      update()
    },
    move: (by) => choose(Math.min(flags.length - 1, Math.max(0, shown + by))),
    stop() {
      list?.removeEventListener('pointerover', over)
      list?.removeEventListener('pointerleave', unpoint)
      list?.removeEventListener('focusin', focused)
      list?.removeEventListener('focusout', blurred)
      list?.removeEventListener('click', clicked)
    },
  }
}

/** Copies of what an element contains. */
const copies = (of: Element | null | undefined): Node[] =>
  [...(of?.childNodes ?? [])].map((node) => node.cloneNode(true))
