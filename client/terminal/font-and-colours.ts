import { palettes, type ThemeName } from './palette.ts'

export const MONO = 'JetBrains Mono NL'
export const FAMILY = `"${MONO}", ui-monospace, monospace`

/** The colours of a theme, in xterm's names. */
export function look(name: ThemeName): {
  theme: Readonly<Record<string, string>>
  minimumContrastRatio: number
} {
  const { ansi, ...colours } = palettes[name]
  const names = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white']
  const bright = names.map((key) => `bright${key[0]?.toUpperCase() ?? ''}${key.slice(1)}`)
  const sixteen = [...names, ...bright].map((key, n) => [key, ansi[n] ?? ''] as const)
  return {
    theme: { ...colours, ...Object.fromEntries(sixteen) },
    // Programs pair colours in every way, and choose them for another palette and another background.
    // xterm changes only those that cannot be read (WCAG 2.2, 1.4.3).
    minimumContrastRatio: 4.5,
  }
}

/** The width of a cell in font sizes, measured like xterm does: with a canvas and the letter W. */
export function advance(): number {
  if (cellWidth !== undefined) return cellWidth
  const canvas = document.createElement('canvas').getContext('2d')
  if (canvas) canvas.font = `100px ${FAMILY}`
  const width = canvas?.measureText('W').width ?? 0
  return (cellWidth = width > 0 ? width / 100 : 0.6)
}
let cellWidth: number | undefined
