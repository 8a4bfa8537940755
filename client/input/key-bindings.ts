import type { Stop } from '../../core/base/event.ts'
import { FIND_FIELD } from '../search/find-field.ts'
import type { Typed } from './typist.ts'

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

/** What of a keyboard event decides. */
export interface KeyPress {
  readonly key: string
  readonly shiftKey: boolean
  readonly ctrlKey: boolean
  readonly altKey: boolean
  readonly metaKey: boolean
  readonly repeat: boolean
  readonly isComposing: boolean
}

/** Where the key was pressed. */
export interface KeyPlace {
  /** A pane has the keyboard. */
  readonly captured: boolean
  readonly overview: boolean
  readonly sheet: boolean
  /** Something lies over the deck that has to be answered first: its keys are its own. */
  readonly covered: boolean
  /** The keyboard is in the field of a search. */
  readonly searching: boolean
  /** Something is asked, and waits for an answer. */
  readonly asking: boolean
  /** Text of a terminal is marked. */
  readonly marked: boolean
}

/**
 * The key that gives the keyboard back. A terminal cannot tell it from Escape alone, so no program
 * in one can need it.
 */
export const RELEASE = 'Shift Esc'

/** What clickers send: next and back, also while a terminal has the keyboard. */
const CLICKER: Readonly<Record<string, Action>> = { PageDown: 'next', PageUp: 'back' }

/** Shift, which no clicker sends, as in other terminals. */
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

/** What a key means: null leaves it to whoever else listens (the browser, or a captured terminal). */
export function keyAction(press: KeyPress, place: KeyPlace): Action | 'nothing' | null {
  const { key, shiftKey, repeat } = press
  if (place.covered) return null
  const combined = combination(press, place)
  if (combined !== null) return combined
  // Shortcuts of the browser and the system, and keys that spell a character, are not ours.
  if (press.ctrlKey || press.altKey || press.metaKey || press.isComposing) return null
  const scrolls =
    shiftKey && !place.sheet && !place.overview && !place.asking ? SCROLL[key] : undefined
  if (scrolls !== undefined) return scrolls
  if (place.captured || place.searching || place.asking) {
    const action = CLICKER[key] ?? (place.asking ? undefined : inside(key, shiftKey, place))
    // A key that is held down is one press: it runs nothing twice.
    const repeats = action === 'older' || action === 'newer'
    return action === undefined ? null : repeat && !repeats ? 'nothing' : action
  }
  const action = find(key, shiftKey, place)
  if (action === null) return null
  const repeats = ['larger', 'smaller', 'rewind', 'forward'].includes(action) || place.overview
  return repeat && !repeats ? 'nothing' : action
}

/** Keys that a terminal would not send: those of other terminals for the same. */
function combination(press: KeyPress, place: KeyPlace): Action | null {
  const { ctrlKey, shiftKey, altKey, metaKey } = press
  const key = press.key.toLowerCase()
  if (!ctrlKey || altKey || metaKey || place.sheet || place.overview || place.asking) return null
  if (shiftKey) return key === 'c' && !place.searching ? 'copy' : key === 'f' ? 'find' : null
  // Where nobody types it interrupts nothing: it copies, as everywhere in a browser.
  return key === 'c' && place.marked && !place.captured && !place.searching ? 'copy' : null
}

function inside(key: string, shiftKey: boolean, { searching }: KeyPlace): Action | undefined {
  if (!searching) return key === 'Escape' && shiftKey ? 'release' : undefined
  if (key === 'Enter') return shiftKey ? 'newer' : 'older'
  return SEARCH[key]
}

function find(key: string, shiftKey: boolean, place: KeyPlace): Action | null {
  const name = key.length === 1 ? key.toLowerCase() : key
  // Whoever wanted to read the keys did not mean to perform one.
  if (place.sheet) return ['Tab', 'Shift'].includes(key) ? null : 'close'
  if (place.overview) return OVERVIEW[name] ?? null
  if (name === ' ' && shiftKey) return 'back'
  // A recording or the next slide may have let go before the hand did: it did not ask for the overview.
  if (name === 'Escape' && shiftKey) return 'release'
  return PLAIN[name] ?? null
}

/** What somebody who types would mean by it, in this place. */
export function typedBy(press: KeyPress, place: KeyPlace): Typed {
  const { captured, searching, asking, covered, sheet, overview } = place
  return {
    key: press.key,
    // AltGr spells characters, and is Ctrl and Alt where it is not itself.
    combined: press.metaKey || press.ctrlKey !== press.altKey,
    heard: captured || searching || asking || covered || sheet || overview,
  }
}

/**
 * Hears keys before anything else in the page does, xterm included. Only what a hand did counts:
 * a script cannot press a key (S-32). `lost`: this key belongs to a sentence that nothing hears.
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

/** A field of a slide keeps its keys; those of a terminal and of its search are heard here. */
export function isField(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    !target.matches(`.xterm-helper-textarea, .${FIND_FIELD}`) &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  )
}
