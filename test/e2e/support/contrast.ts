import type { Locator } from 'playwright-core'

/** The least contrast between text and its background (WCAG 2.2, 1.4.3). */
const ENOUGH = 4.5

/** The visible texts in this element with too little contrast, disabled ones included. */
export function dim(of: Locator): Promise<string[]> {
  return of.evaluate((root, enough) => {
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })!
    const paint = (color: string, share = 1) => {
      canvas.globalAlpha = share
      canvas.fillStyle = color
      canvas.fillRect(0, 0, 1, 1)
    }
    const light = () => {
      const [r = 0, g = 0, b = 0] = [...canvas.getImageData(0, 0, 1, 1).data].map((part) => {
        const share = part / 255
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
      })
      return 0.2126 * r + 0.7152 * g + 0.0722 * b
    }
    const behind = (element: Element): string => {
      const { backgroundColor } = getComputedStyle(element)
      const clear = /^rgba\(.*, 0\)$/.test(backgroundColor)
      return clear && element.parentElement ? behind(element.parentElement) : backgroundColor
    }
    const share = (element: Element | null): number =>
      element ? Number(getComputedStyle(element).opacity) * share(element.parentElement) : 1
    const shown = [...root.querySelectorAll('*')].filter(
      (element) =>
        element.checkVisibility() &&
        [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent?.trim()),
    )
    return shown.flatMap((element) => {
      paint(behind(element))
      const a = light()
      paint(getComputedStyle(element).color, share(element))
      const b = light()
      const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
      return contrast < enough ? `${element.className}: ${contrast.toFixed(2)}` : []
    })
  }, ENOUGH)
}
