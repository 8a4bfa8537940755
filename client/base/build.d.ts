/** Set by the build: may a page fetch the WebGL renderer? Not in an export (vite.config.ts). */
declare const WEBGL: boolean
