/**
 * The build of node-pty that is installed under its own name (`package.json`: an npm alias) declares
 * its types for the name under which it is published.
 */
declare module 'node-pty' {
  export * from '@lydell/node-pty'
  export { default } from '@lydell/node-pty'
}
