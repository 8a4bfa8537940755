/** Style sheets are imported for their effect: Vite gathers them into the page's own file. */
declare module '*.css'
