import '../styles/present.css'
import { openWindow } from '../window/open-window.ts'

/*
 * The page that the room sees: one window on the deck, over the connection to the server. All of it
 * is built in `openWindow`; this file is only where the browser starts, and what vite bundles from.
 */

/** The page on stage. */
await openWindow()
