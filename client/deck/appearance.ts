import type { ThemeName } from '../terminal/palette.ts'

/** Steps of text size, in the order of the keys − and +. */
const ZOOMS = [0.75, 0.85, 1, 1.15, 1.3, 1.5, 1.75, 2] as const

/** How a page looks: its theme and the size of its text. */
export interface Appearance {
  readonly theme: ThemeName
  /** 1 for text that fills its pane. */
  readonly zoom: number
  flip(): void
  resize(by: 1 | -1): void
}

export function createAppearance(): Appearance {
  const page = document.documentElement
  let theme: ThemeName = page.dataset['theme'] === 'light' ? 'light' : 'dark'
  let at = ZOOMS.indexOf(1)
  const zoom = () => ZOOMS[at] ?? 1
  return {
    get theme() {
      return theme
    },
    get zoom() {
      return zoom()
    },
    flip() {
      theme = theme === 'dark' ? 'light' : 'dark'
      page.dataset['theme'] = theme
    },
    resize(by) {
      at = Math.min(ZOOMS.length - 1, Math.max(0, at + by))
      page.style.setProperty('--zoom', String(zoom()))
    },
  }
}
