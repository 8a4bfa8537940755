export type ThemeName = 'dark' | 'light'

/** The colours of a terminal, as `#rrggbb`, in xterm's names. */
export interface Palette {
  readonly background: string
  readonly foreground: string
  readonly cursor: string
  readonly cursorAccent: string
  readonly selectionBackground: string
  /** The sixteen ANSI colours, 0 to 15. */
  readonly ansi: readonly string[]
}

/**
 * Made for a projector: every colour but black has a contrast of at least 4.5:1 on its own background
 * (WCAG 2.2, 1.4.3). Programs use black as a background, so on dark it is dark; as text, and in every
 * other pair, xterm raises the contrast.
 */
export const palettes: Readonly<Record<ThemeName, Palette>> = {
  dark: {
    background: '#0b0e14',
    foreground: '#e6ebf2',
    cursor: '#ffb454',
    cursorAccent: '#0b0e14',
    selectionBackground: '#33507a',
    ansi: [
      ...['#232a36', '#ff7b72', '#7ee787', '#f2cc60', '#79b8ff', '#d2a8ff', '#56d4dd', '#d5dce6'],
      ...['#7d899b', '#ffa198', '#a5f3ad', '#ffe08a', '#a5d0ff', '#e2c5ff', '#8be9f0', '#ffffff'],
    ],
  },
  light: {
    background: '#ffffff',
    foreground: '#1a1f29',
    cursor: '#8a4b00',
    cursorAccent: '#ffffff',
    selectionBackground: '#c4dcff',
    ansi: [
      ...['#1a1f29', '#b3201f', '#1a6b2f', '#7a5200', '#0b55b8', '#7a2fb5', '#0a6570', '#5c6675'],
      ...['#4b5563', '#a31515', '#14602a', '#6b4700', '#0a4aa0', '#6a25a0', '#085862', '#3c4453'],
    ],
  },
}

/** The contrast of two `#rrggbb` colours, 1 to 21 (WCAG 2.2, relative luminance). */
export function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const c = parseInt(colour.slice(at, at + 2), 16) / 255
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}
