import './styles/present.css'
import { openWindow } from './window.ts'

/** The page on stage. */
await openWindow()
