import { MONO } from './font-and-colours.ts'

/** The faces that terminals are measured with and drawn in. */
const FACES = ['', 'bold ', 'italic '].map((style) => `${style}16px "${MONO}"`)
/** Milliseconds after which the fallback font is used, so that a missing font cannot keep the slides away. */
const PATIENCE = 3_000

export async function loadFonts(): Promise<void> {
  const all = Promise.all(FACES.map((face) => document.fonts.load(face))).catch(() => undefined)
  await Promise.race([all, new Promise((resolve) => setTimeout(resolve, PATIENCE))])
}
