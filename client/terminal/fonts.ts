import { MONO } from './font-and-colours.ts'

/** The faces that terminals are measured with and drawn in. */
const FACES = ['', 'bold ', 'italic '].map((style) => `${style}16px "${MONO}"`)
/** A font that does not come must not keep the slides away: after this the fallback is used. */
const PATIENCE = 3_000

export async function loadFonts(): Promise<void> {
  const all = Promise.all(FACES.map((face) => document.fonts.load(face))).catch(() => undefined)
  await Promise.race([all, new Promise((resolve) => setTimeout(resolve, PATIENCE))])
}
