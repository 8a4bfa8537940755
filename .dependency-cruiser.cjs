/**
 * The order of the rooms, in the one place where a tool reads it: `npm run rooms` fails on an import
 * that runs against it, and on a circle. docs/architecture.md shows the same order as a picture.
 */
const { existsSync, readdirSync } = require('node:fs')
const { join } = require('node:path')

/**
 * `order`: a room may import the rooms on the lines above its own, and none beside it or below.
 * `inside`: the same for rooms that hold rooms. `runtimes`: what each may import besides itself; client
 * and server never import each other. Tests are no part of this: they may import what they like.
 */
const { order: ORDER, inside: INSIDE, runtimes: RUNTIMES } = require('./docs/rooms.json')

/** Each of these packages has one importer: whoever else needs it goes through that file. */
const IMPORTERS = {
  'node-pty': 'server/terminal/pty/pty.ts',
  ws: 'server/web/websocket/socket-server.ts',
  '@xterm/headless': 'server/terminal/screen/headless-screen.ts',
  '@xterm/xterm': 'client/terminal/view.ts',
  '@xterm/addon-webgl': 'client/terminal/view.ts',
  'reveal.js': 'client/deck/reveal.ts',
  uqr: 'server/web/pages/qr-code.ts',
  commander: 'cli/command-line.ts',
  diff: 'core/base/diff.ts',
  parse5: 'server/library/scan-html.ts',
}

/** The packages that core may import: a schema library, a YAML parser, a line diff. */
const IN_CORE = ['valibot', 'yaml', 'diff']

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
const any = (paths) => `^(?:${paths.map(escaped).join('|')})(?:/|$)`

/** A room or a file that this page names and that is not there would switch its rule off unseen. */
function checkNames() {
  const missing = Object.values(IMPORTERS).filter((file) => !existsSync(join(__dirname, file)))
  for (const [parent, lines] of [...Object.entries(ORDER), ...Object.entries(INSIDE)]) {
    const there = readdirSync(join(__dirname, parent), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
    const named = lines.flat()
    missing.push(
      ...named.filter((room) => !there.includes(room)).map((room) => `${parent}/${room}`),
    )
    const unnamed = there.filter((room) => !named.includes(room))
    if (unnamed.length > 0)
      throw new Error(
        `.dependency-cruiser.cjs does not say where these rooms stand: ${parent}: ${unnamed.join(', ')}`,
      )
  }
  if (missing.length > 0)
    throw new Error(`.dependency-cruiser.cjs names what does not exist: ${missing.join(', ')}`)
}

/** Rules for one order of rooms: each line may import only the lines before it. */
function downwards([parent, lines]) {
  return lines.flatMap((line, depth) => {
    const below = lines.slice(0, depth).flat()
    return line.map((room) => ({
      name: `${parent}/${room} imports only ${below.length > 0 ? below.join(', ') : 'itself'}`,
      severity: 'error',
      from: { path: `^${parent}/${room}/` },
      to: {
        path: `^${parent}/[^/]+/`,
        pathNot: any([room, ...below].map((one) => `${parent}/${one}`)),
      },
    }))
  })
}

const TESTS = '\\.test\\.ts$'

checkNames()

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no circles',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    ...Object.entries(RUNTIMES).map(([runtime, may]) => ({
      name: `${runtime} imports only ${['itself', ...may].join(', ')}`,
      severity: 'error',
      from: { path: `^${runtime}/` },
      to: {
        path: '^(?:core|server|client|cli|test|bench)/',
        pathNot: any([runtime, ...may]),
      },
    })),
    ...Object.entries(ORDER).flatMap(downwards),
    ...Object.entries(INSIDE).flatMap(downwards),
    ...Object.entries(IMPORTERS).map(([name, importer]) => ({
      name: `only ${importer} imports ${name}`,
      severity: 'error',
      from: { path: '^(?:core|server|client|cli)/', pathNot: `^${escaped(importer)}$` },
      to: { path: `^(?:node_modules/)?${escaped(name)}(?:/|$)` },
    })),
    {
      name: `of packages, core imports only ${IN_CORE.join(', ')}`,
      severity: 'error',
      from: { path: '^core/' },
      to: {
        dependencyTypes: ['npm', 'npm-dev', 'npm-no-pkg', 'npm-unknown', 'core'],
        pathNot: `^(?:node_modules/)?(?:${IN_CORE.map(escaped).join('|')})(?:/|$)`,
      },
    },
    {
      name: 'a browser has no modules of Node',
      severity: 'error',
      from: { path: '^client/' },
      to: { dependencyTypes: ['core'] },
    },
  ],
  options: {
    exclude: { path: TESTS },
    doNotFollow: { path: 'node_modules' },
    // An import that is only a type ties two rooms as well.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
    },
  },
}
