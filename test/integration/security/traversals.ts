/**
 * Request targets that try to leave a root, to name a file in two ways, or to confuse a decoder.
 * None of them is the name of a route.
 */
const climbs = [
  '..',
  '%2e%2e',
  '%2E.',
  '.%2e',
  '%252e%252e',
  '..%00',
  '..;',
  '%c0%ae%c0%ae',
  '%e0%80%ae%e0%80%ae',
  '%uff0e%uff0e',
  '．．',
  '...',
]
const separators = ['/', '%2f', '%5c', '\\', '%c0%af', '%252f', '//', '/./']
const goals = ['etc/passwd', 'package.json']
const roots = ['/', '/assets/', '/decks/welcome/']

const climbing = roots.flatMap((root) =>
  climbs.flatMap((climb) =>
    separators.flatMap((separator) => goals.map((goal) => `${root}${climb}${separator}${goal}`)),
  ),
)

const odd = [
  ...['', '*', 'assets', 'http://127.0.0.1:4321/', 'http://evil/', 'file:///etc/passwd', '?', '#'],
  ...['//', '///', '//etc/passwd', '//evil.test/', '/\\evil.test', '/%5cevil.test', '/.', '/..'],
  ...['/%', '/%%', '/%4', '/%zz', '/%00', '/%ff', '/%c0%80', '/%ed%a0%80', '/%f8%88%80%80%80'],
  ...[
    '/assets',
    '/assets/',
    '/assets../',
    '/assets..%2f',
    '/decks',
    '/decks/',
    '/demos/',
    '/demos',
  ],
  ...['/decks/welcome', '/decks/welcome//', '/decks/welcome/.', '/decks/welcome/..', '/DECKS/'],
  ...['/decks/welcome/deck.md', '/decks/welcome/%2e', '/decks//welcome/', '/decks%2fwelcome/'],
  ...['/assets/app-1a2b.js/', '/assets/app-1a2b.js%00', '/assets/app-1a2b.js%00.html'],
  ...['/assets/app-1a2b.js.map', '/assets//app-1a2b.js', '/assets/./app-1a2b.js', '/assets/APP.js'],
  ...['/assets/app-1a2b.js;x', '/assets/app-1a2b.js%20', '/assets/app-1a2b.js.', '/@fs/etc/passwd'],
  ...['/@fs/etc/passwd?raw??', '/@fs/etc/passwd?import&raw', '/etc/passwd?.svg', '/@vite/client'],
  ...['/.git/config', '/.env', '/package.json', '/node_modules/ws/package.json', '/server-status'],
  ...[
    '/demos/welcome',
    '/demos/welcome.JSON',
    '/demos/welcome.json/',
    '/demos/../demos/welcome.json',
  ],
  ...['/demos/welcome.json%00', '/demos/welcome/demo.yaml', '/demos/welcome/take/take.json'],
  ...['/constructor', '/__proto__', '/hasOwnProperty', '/toString', '/decks/__proto__/'],
  ...['/C:/windows/win.ini', '/c:%5cwindows', '/file:/etc/passwd', '/%2fetc%2fpasswd', '/~root'],
  ...['/proc/self/environ', '/dev/stdin', '/socket', '/%0d%0aSet-Cookie:a', '/%0aX: y', '/%1b[2J'],
  ...['/<script>alert(1)</script>', '/%3Cscript%3E', '/"onload="x', '/' + 'a'.repeat(5_000)],
]

export const traversals: readonly string[] = [...climbing, ...odd]
