import type { Stop } from '../../core/base/event.ts'
import { FIND_FIELD } from '../search/find-field.ts'
import type { Typed } from './typing/typist.ts'

export type Action =
  | 'next'
  | 'back'
  | 'toggle' // live ⇄ replay
  | 'fallback'
  | 'rescue'
  | 'skip' // the next step
  | 'maximise'
  | 'larger'
  | 'smaller'
  | 'faster' // replays
  | 'slower'
  | 'rewind' // in a recording, by five seconds
  | 'forward'
  | 'capture'
  | 'release'
  | 'find' // in a terminal
  | 'older'
  | 'newer'
  | 'copy'
  | 'scroll-back' // what has left the terminal at its top
  | 'scroll-forth'
  | 'overview'
  | 'black'
  | 'sheet'
  | 'theme'
  | 'presenter' // the view for the presenter, in a window of its own
  | 'close' // the search, the sheet or the overview
  | 'left'
  | 'right'
  | 'up'
  | 'down'
  | 'first'
  | 'last'

/** The part of a keyboard event that decides. */
export interface KeyPress {
  readonly key: string
  readonly shiftKey: boolean
  readonly ctrlKey: boolean
  readonly altKey: boolean
  readonly metaKey: boolean
  readonly repeat: boolean
  readonly isComposing: boolean
}

/** What the page was showing when the key was pressed. */
export interface KeyPlace {
  /** A pane has the keyboard. */
  readonly captured: boolean
  readonly overview: boolean
  readonly sheet: boolean
  /** Something lies over the deck that has to be answered first, and hears its own keys. */
  readonly covered: boolean
  /** The keyboard is in the field of a search. */
  readonly searching: boolean
  /** Something is asked, and waits for an answer. */
  readonly asking: boolean
  /** Text of a terminal is marked. */
  readonly marked: boolean
}

/**
 * The key with which a terminal gives the keyboard back. Programs in a terminal cannot tell it from
 * Escape, so none can need it.
 */
export const RELEASE = 'Shift Esc'

/** The keys of clickers mean next and back even while a terminal has the keyboard. */
const CLICKER: Readonly<Record<string, Action>> = { PageDown: 'next', PageUp: 'back' }

/** With Shift, which no clicker sends; other terminals scroll with the same keys. */
const SCROLL: Readonly<Record<string, Action>> = { PageUp: 'scroll-back', PageDown: 'scroll-forth' }

const SEARCH: Readonly<Record<string, Action>> = {
  ArrowUp: 'older',
  ArrowDown: 'newer',
  Escape: 'close',
}

const PLAIN: Readonly<Record<string, Action>> = {
  ...CLICKER,
  ArrowRight: 'next',
  ' ': 'next',
  n: 'next',
  ArrowLeft: 'back',
  p: 'back',
  l: 'toggle',
  f: 'fallback',
  r: 'rescue',
  k: 'skip',
  m: 'maximise',
  '+': 'larger',
  '=': 'larger',
  '-': 'smaller',
  '>': 'faster',
  '<': 'slower',
  '[': 'rewind',
  ']': 'forward',
  t: 'capture',
  o: 'overview',
  Escape: 'overview',
  b: 'black',
  '.': 'black',
  d: 'theme',
  s: 'presenter',
  Home: 'first',
  End: 'last',
  '?': 'sheet',
  '/': 'find',
}

const OVERVIEW: Readonly<Record<string, Action>> = {
  ArrowRight: 'right',
  ArrowLeft: 'left',
  ArrowUp: 'up',
  ArrowDown: 'down',
  PageDown: 'right',
  PageUp: 'left',
  Enter: 'close',
  ' ': 'close',
  Escape: 'close',
  o: 'close',
  Home: 'first',
  End: 'last',
}

/** What a key means. Null leaves it to the browser or to the terminal that has the keyboard. */
export function keyAction(press: KeyPress, place: KeyPlace): Action | 'nothing' | null {
  const { key, shiftKey, repeat } = press
  if (place.covered) return null
  const combined = combination(press, place)
  if (combined !== null) return combined
  // Shortcuts belong to the browser and the system, and composed keys spell a character.
  if (press.ctrlKey || press.altKey || press.metaKey || press.isComposing) return null
  const scrolls =
    shiftKey && !place.sheet && !place.overview && !place.asking ? SCROLL[key] : undefined
  if (scrolls !== undefined) return scrolls
  if (place.captured || place.searching || place.asking) {
    const action = CLICKER[key] ?? (place.asking ? undefined : inside(key, shiftKey, place))
    // A key that is held down is one press, so that it runs nothing twice.
    const repeats = action === 'older' || action === 'newer'
    return action === undefined ? null : repeat && !repeats ? 'nothing' : action
  }
  const action = find(key, shiftKey, place)
  if (action === null) return null
  const repeats = ['larger', 'smaller', 'rewind', 'forward'].includes(action) || place.overview
  return repeat && !repeats ? 'nothing' : action
}

/** Combinations that no terminal sends to its program; other terminals use the same ones. */
function combination(press: KeyPress, place: KeyPlace): Action | null {
  const { ctrlKey, shiftKey, altKey, metaKey } = press
  const key = press.key.toLowerCase()
  if (!ctrlKey || altKey || metaKey || place.sheet || place.overview || place.asking) return null
  if (shiftKey) return key === 'c' && !place.searching ? 'copy' : key === 'f' ? 'find' : null
  // Ctrl C interrupts a program only while somebody types; otherwise it copies, as in any page.
  return key === 'c' && place.marked && !place.captured && !place.searching ? 'copy' : null
}

function inside(key: string, shiftKey: boolean, { searching }: KeyPlace): Action | undefined {
  if (!searching) return key === 'Escape' && shiftKey ? 'release' : undefined
  if (key === 'Enter') return shiftKey ? 'newer' : 'older'
  return SEARCH[key]
}

function find(key: string, shiftKey: boolean, place: KeyPlace): Action | null {
  const name = key.length === 1 ? key.toLowerCase() : key
  // Any key closes the sheet of keys: whoever reads it does not mean to perform one.
  if (place.sheet) return ['Tab', 'Shift'].includes(key) ? null : 'close'
  if (place.overview) return OVERVIEW[name] ?? null
  if (name === ' ' && shiftKey) return 'back'
  // The keyboard may have been released already, by a recording or the next slide. Shift Escape is not
  // a request for the overview even then.
  if (name === 'Escape' && shiftKey) return 'release'
  return PLAIN[name] ?? null
}

/** How a key counts as typing: whether it is a shortcut, and whether something hears it. */
export function typedBy(press: KeyPress, place: KeyPlace): Typed {
  const { captured, searching, asking, covered, sheet, overview } = place
  return {
    key: press.key,
    // AltGr spells characters, and some systems report it as Ctrl and Alt.
    combined: press.metaKey || press.ctrlKey !== press.altKey,
    heard: captured || searching || asking || covered || sheet || overview,
  }
}

/**
 * Hears keys before anything else in the page does, xterm included, and ignores those of scripts.
 * `lost`: whether this key belongs to a sentence that nothing hears; it does nothing then.
 */
export function listen(
  place: () => KeyPlace,
  lost: (key: Typed) => boolean,
  act: (action: Action) => void,
): Stop {
  const hear = (event: KeyboardEvent) => {
    if (!event.isTrusted || isField(event.target)) return
    const here = place()
    const action = lost(typedBy(event, here)) ? 'nothing' : keyAction(event, here)
    if (action === null) return
    event.preventDefault()
    event.stopImmediatePropagation()
    if (action !== 'nothing') act(action)
  }
  addEventListener('keydown', hear, { capture: true })
  return () => removeEventListener('keydown', hear, { capture: true })
}

/** Whether this is a field of a slide, which keeps its keys; terminals and their search do not. */
export function isField(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    !target.matches(`.xterm-helper-textarea, .${FIND_FIELD}`) &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  )
}
