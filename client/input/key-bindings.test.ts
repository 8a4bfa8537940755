import { describe, expect, it } from 'vitest'
import { keyAction, type KeyPlace, type KeyPress } from './key-bindings.ts'

/** `Shift+x` and the like, and `…` for a key that is held down. */
function press(spelled: string): KeyPress {
  const parts = spelled.replace(/…$/, '').split(/(?<=.)\+(?=.)/)
  return {
    key: parts.at(-1) ?? '',
    shiftKey: parts.includes('Shift'),
    ctrlKey: parts.includes('Control'),
    altKey: parts.includes('Alt'),
    metaKey: parts.includes('Meta'),
    repeat: spelled.endsWith('…'),
    isComposing: false,
  }
}
const free: KeyPlace = {
  captured: false,
  overview: false,
  sheet: false,
  covered: false,
  searching: false,
  asking: false,
  marked: false,
}

describe.each([
  {
    where: 'on a slide',
    place: free,
    table: `
      ArrowRight next        Space        next      PageDown  next      n         next
      N          next        ArrowLeft    back      PageUp    back      p         back
      Shift+Space back       Enter        -         ArrowUp   -         ArrowDown -
      l          toggle      L            toggle    f         fallback  r         rescue
      m          maximise    +            larger    =         larger    -         smaller
      t          capture     Escape       overview  o         overview  ?         sheet
      Shift+Escape release
      b          black       .            black     d         theme     x         -
      Home       first       End          last      Tab       -         F5        -
      ArrowRight… nothing    Space…       nothing   PageDown… nothing   r…        nothing
      +…         larger      -…           smaller   >         faster    <         slower
      Control+r  -           Meta+l       -         Alt+ArrowLeft -     Control+PageDown -
      /          find        Control+Shift+F find   Control+Shift+C copy Control+c -
      Shift+PageUp scroll-back Shift+PageDown scroll-forth Shift+PageUp… scroll-back
    `,
  },
  {
    where: 'while a terminal has the keyboard',
    place: { ...free, captured: true },
    table: `
      PageDown   next        PageUp       back      PageDown… nothing   Shift+Escape release
      Escape     -           Space        -         ArrowRight -        n         -
      l          -           f            -         r         -         ?         -
      b          -           Enter        -         Control+c -         /         -
      F1         -           F5           -         Alt+x     -         Control+w -
      Control+Shift+F find   Control+Shift+C copy   Control+Shift+V -   Control+Alt+Shift+C -
      Shift+PageUp scroll-back Shift+PageDown scroll-forth Shift+ArrowUp -
    `,
  },
  {
    where: 'where text is marked and nobody types',
    place: { ...free, marked: true },
    table: `
      Control+c  copy        Control+C    copy      Meta+c    -         c         -
    `,
  },
  {
    where: 'where text is marked and a terminal has the keyboard, Ctrl-C interrupts',
    place: { ...free, marked: true, captured: true },
    table: `
      Control+c  -           Control+Shift+C copy
    `,
  },
  {
    where: 'in the field of a search',
    place: { ...free, searching: true },
    table: `
      Enter      older       Shift+Enter  newer     ArrowUp   older     ArrowDown newer
      Enter…     older       Escape       close     Shift+Escape close  n         -
      Space      -           ArrowLeft    -         PageDown  next      PageUp    back
      Control+Shift+F find   Control+Shift+C -      PageDown… nothing   f         -
    `,
  },
  {
    where: 'where something is asked',
    place: { ...free, captured: true, asking: true },
    table: `
      Enter      -           Escape       -         Shift+Escape -      n         -
      PageDown   next        PageUp       back      Control+Shift+F -   Control+Shift+C -
    `,
  },
  {
    where: 'in the overview',
    place: { ...free, overview: true },
    table: `
      ArrowRight right       ArrowLeft    left      ArrowUp   up        ArrowDown down
      PageDown   right       PageUp       left      Enter     close     Space     close
      Escape     close       o            close     f         -         r         -
      n          -           ArrowRight…  right     l         -
    `,
  },
  {
    where: 'over the sheet of keys, where no key performs anything',
    place: { ...free, sheet: true },
    table: `
      Escape     close       ?            close     Space     close     PageDown  close
      f          close       Tab          -
    `,
  },
  {
    where: 'under what has to be answered first, whose keys are its own',
    place: { ...free, covered: true },
    table: `
      PageDown   -           Space        -         Enter     -         Escape    -
      r          -           Shift+Escape -         o         -         ?         -
    `,
  },
])('$where', ({ place, table }) => {
  const words = table.trim().split(/\s+/)
  const rows = Array.from({ length: words.length / 2 }, (_, n) => words.slice(2 * n, 2 * n + 2))
  it.each(rows as [string, string][])('%s: %s', (key, action) => {
    const spelled = key.replace('Space', ' ')
    expect(keyAction(press(spelled), place)).toBe(action === '-' ? null : action)
  })
})

it('leaves keys that compose a character alone', () => {
  expect(keyAction({ ...press('n'), isComposing: true }, free)).toBeNull()
})
