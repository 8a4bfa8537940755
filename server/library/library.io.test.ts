import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { showProblem } from '../../core/base/problem.ts'
import { layoutOf } from '../files/folder-files.ts'
import { scriptHash } from '../files/folder-hash.ts'
import { openLibrary } from './library.ts'

let root = ''
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'cuecast-library-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

function write(path: string, text: string, mode = 0o644): string {
  const file = join(root, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
  chmodSync(file, mode)
  return file
}
const script = 'steps:\n  - id: one\n    run: ls\n  - id: two\n    run: ls\n'
const shown = (entry: { problems: readonly { message: string }[] } | undefined) =>
  entry?.problems.map((problem) => problem.message)

describe('a library', () => {
  it('finds decks and demos; the first root wins', () => {
    write('a/slides/talk/deck.md', '---\ntitle: A\nduration: 5m\n---\n```demo x\n```\n---\nb')
    write('a/demos/x/demo.yaml', `title: first\n${script}`)
    write('b/demos/x/demo.yaml', `title: second\n${script}`)
    write('b/demos/y/demo.yaml', script)
    write('b/slides/empty/notes.txt', '')
    const library = openLibrary([join(root, 'a'), join(root, 'b'), join(root, 'nowhere')])
    expect(library.decks()).toEqual([
      {
        name: 'talk',
        title: 'A',
        duration: 300_000,
        theme: 'dark',
        slides: 2,
        demos: ['x'],
        problems: [],
      },
    ])
    expect(library.demo('x')?.demo?.title).toBe('first')
    expect(library.demos().map((demo) => demo.name)).toEqual(['x', 'y'])
    expect(library.demos(new Set(['y', 'z'])).map((demo) => demo.name)).toEqual(['y'])
    expect([...library.folders('slides')]).toEqual([['talk', join(root, 'a/slides/talk')]])
    expect([...library.folders('demos')]).toEqual([
      ['x', join(root, 'a/demos/x')],
      ['y', join(root, 'b/demos/y')],
    ])
    expect([...library.folders('demos', 'y').keys()]).toEqual(['y'])
    expect(library.deck('talk')?.deck?.slides).toHaveLength(2)
  })

  it('never makes a path from a name', () => {
    write('demos/x/demo.yaml', script)
    write('secret/demo.yaml', script)
    const library = openLibrary([root])
    for (const name of ['../secret', 'x/', './x', 'x/../x', '', '__proto__', 'constructor'])
      expect(library.demo(name)).toBeUndefined()
    expect(library.deck('../demos/x')).toBeUndefined()
  })

  it('reads a file again only when it has changed', () => {
    const file = write('demos/x/demo.yaml', script)
    const library = openLibrary([root])
    const before = library.demo('x')
    expect(library.demo('x')?.demo?.steps).toBe(before?.demo?.steps)
    write('demos/x/demo.yaml', `title: new\n${script}`)
    expect(library.demo('x')?.demo?.title).toBe('new')
    // This text has the same size; only the time differs.
    write('demos/x/demo.yaml', `title: old\n${script}`)
    utimesSync(file, 1, 1)
    expect(library.demo('x')?.demo?.title).toBe('old')
    rmSync(file)
    expect(library.demo('x')).toBeUndefined()
  })

  it('reports the folders that it skips', () => {
    write('slides/My Talk/deck.md', 'a')
    write('slides/README.md', 'a file among folders is none of ours')
    symlinkSync(join(root, 'demos/loop'), join(root, 'slides/loop'))
    mkdirSync(join(root, 'demos'))
    symlinkSync(join(root, 'slides/loop'), join(root, 'demos/loop'))
    const library = openLibrary([root])
    expect(library.decks()).toEqual([])
    const messages = shown({ problems: library.problems() })
    expect(messages).toEqual([
      'the folder `My Talk` is passed over',
      expect.stringContaining('cannot be read: its symbolic links lead in a circle'),
      expect.stringContaining('cannot be read: its symbolic links lead in a circle'),
    ])
  })

  it('reports a file that cannot be read as a problem', () => {
    write('demos/big/demo.yaml', '#'.repeat(1024 * 1024 + 1))
    const big = openLibrary([root]).demo('big')
    expect(big?.demo).toBeNull()
    expect(shown(big)).toEqual(['the file is larger than 1 MiB'])
  })

  it('accepts a deck written in HTML', () => {
    write('demos/x/demo.yaml', script)
    const html =
      '<!-- <section data-demo="no"> -->\n<section><section><h1>My <i>deck</i></h1></section>\n' +
      '<section><div class="stage" data-demo="x" data-from="thre"></div></section></section>\n' +
      '<section><div class="stage" data-demo="y"></div></section>'
    write('slides/own/deck.html', html)
    const library = openLibrary([root])
    expect(library.deck('own')?.html).toBe(html)
    expect(library.decks()).toMatchObject([{ title: 'My deck', slides: 3, demos: ['x', 'y'] }])
    expect(library.deck('own')?.problems).toMatchObject([
      { line: 3, column: 10, message: 'the demo `x` has no step `thre`' },
      { line: 4, column: 10, message: 'there is no demo `y`' },
    ])
  })
})

describe('a deck and its demos', () => {
  it('that do not fit are a problem at the line of the deck', () => {
    write('demos/docker/demo.yaml', script)
    write('demos/broken/demo.yaml', 'steps: 5')
    const stages = [
      'dokcer\n',
      'docker\nsteps: two..one\n',
      'docker\nsteps: one..tow\npanes: [man]\n',
      'broken\n',
    ]
    const source = stages.map((stage) => '```demo ' + stage + '```\n').join('---\n')
    write('slides/talk/deck.md', source)
    const deck = openLibrary([root]).deck('talk')!
    const lines = deck.problems.map((problem) => showProblem(problem, source).split('\n'))
    expect(lines.map((each) => [each[0]?.replace(deck.file, ''), each.at(-1)])).toEqual([
      [':1:9: there is no demo `dokcer`', '  hint: did you mean `docker`?'],
      [':5:8: the range of steps is reversed', '  hint: write one..two'],
      [':9:8: the demo `docker` has no step `tow`', '  hint: did you mean `two`?'],
      [':10:1: the demo `docker` has no pane `man`', '  hint: did you mean `main`?'],
      [
        ':13:9: the demo `broken` cannot be read',
        `  hint: see ${join(root, 'demos/broken/demo.yaml')}`,
      ],
    ])
  })
})

describe('a slide', () => {
  const demo = '```demo docker\n```\n'
  const html = '<div class="stage" data-demo="docker"></div>'
  const message = (count: number) => `a slide shows one demo, and this one names ${count}`

  it.each([
    ['deck.md', demo.repeat(200), [[3, 9, message(200)]]],
    ['deck.md', `${demo}---\n${demo}text\n${demo}--\n${demo}`, [[7, 9, message(2)]]],
    ['deck.html', `<section>${html.repeat(200)}</section>`, [[1, 54, message(200)]]],
    [
      'deck.html',
      `<section>\n<section>${html}</section>\n<section>${html}</section></section>\n` +
        `<section>${html}\n  ${html}</section>`,
      [[5, 3, message(2)]],
    ],
  ])('of a %s that names more than one demo is reported once', (file, source, wanted) => {
    write('demos/docker/demo.yaml', script)
    write(`slides/many/${file}`, source)
    const { problems } = openLibrary([root]).deck('many')!
    const found = problems.map((one) => [one.line, one.column, one.message])
    expect(found).toEqual(wanted)
  })

  it.each([
    ['', 9, []],
    ['layout: single\n', 16, []],
    ['panes: [p0, p1]\n', 16, []],
    ['', 10, [[1, 9, 'a slide shows 9 panes at most, and this one asks for 10']]],
    [
      `layout: grid\npanes: [${Array.from({ length: 12 }, (_, n) => `p${n}`).join(', ')}]\n`,
      ...([16, [[3, 1, 'a slide shows 9 panes at most, and this one asks for 12']]] as const),
    ],
  ])('with "%s" for a demo with %i panes', (options, count, wanted) => {
    const panes = Array.from({ length: count }, (_, n) => `  p${n}: {}\n`).join('')
    write('demos/wide/demo.yaml', `panes:\n${panes}steps: [{ id: one, in: p0, run: ls }]\n`)
    write('slides/many/deck.md', `\`\`\`demo wide\n${options}\`\`\`\n`)
    const { problems } = openLibrary([root]).deck('many')!
    expect(problems.map((one) => [one.line, one.column, one.message])).toEqual(wanted)
  })
})

describe('setup and teardown', () => {
  const demo = () => openLibrary([root]).demo('x')
  const both = `setup: ./setup.sh\nteardown: down.sh\n${script}`

  it('must exist and be executable, or the demo is not live', () => {
    write('demos/x/demo.yaml', both)
    write('demos/x/down.sh', '#!/bin/sh\n')
    expect(demo()?.problems).toMatchObject([
      { line: 1, column: 8, length: 10, message: 'there is no file ./setup.sh' },
      { line: 2, column: 11, message: './down.sh is not executable' },
    ])
    expect(demo()?.demo?.live).toBe(false)
    write('demos/x/setup.sh', '#!/bin/sh\n', 0o755)
    chmodSync(join(root, 'demos/x/down.sh'), 0o755)
    expect(shown(demo())).toEqual([])
    expect(demo()?.demo).toMatchObject({ live: true, setup: './setup.sh', teardown: './down.sh' })
  })

  it('must be covered by an approval', () => {
    write('demos/x/demo.yaml', both)
    write('demos/x/setup.sh', '#!/bin/sh\n', 0o755)
    write('demos/x/down.sh', '#!/bin/sh\n', 0o755)
    write('demos/x/.gitignore', '/down.sh\n')
    expect(shown(demo())).toEqual([
      './down.sh is in .gitignore, so that no approval would cover it',
    ])
    write('demos/x/.gitignore', '/down.sh.log\n/setup/\n')
    expect(shown(demo())).toEqual([])
    write('demos/x/demo.yaml', `made: [down.sh]\n${both}`)
    expect(shown(demo())).toEqual(['./down.sh is in `made`, so that no approval would cover it'])
    // It is not covered through a link either, nor in the recording, nor where the script itself is
    // elsewhere.
    write('demos/x/demo.yaml', `made: [work]\n${both}`)
    write('demos/x/work/down.sh', '#!/bin/sh\n', 0o755)
    rmSync(join(root, 'demos/x/down.sh'))
    symlinkSync('work/down.sh', join(root, 'demos/x/down.sh'))
    expect(shown(demo())).toEqual(['./down.sh is in `made`, so that no approval would cover it'])
    write('demos/x/take/main.cast', '#!/bin/sh\n', 0o755)
    rmSync(join(root, 'demos/x/down.sh'))
    symlinkSync('take/main.cast', join(root, 'demos/x/down.sh'))
    expect(shown(demo())).toEqual([
      './down.sh is the recording, so that no approval would cover it',
    ])
    write('elsewhere.yaml', 'steps: [{ id: a, run: b }]\n')
    rmSync(join(root, 'demos/x/demo.yaml'))
    symlinkSync('../../elsewhere.yaml', join(root, 'demos/x/demo.yaml'))
    expect(shown(demo())).toEqual(['demo.yaml is a link, so that no approval would cover it'])
    expect(demo()?.demo?.live).toBe(false)
  })

  it('must not lead out of the folder by a link', () => {
    write('demos/x/demo.yaml', both)
    write('demos/x/down.sh', '#!/bin/sh\n', 0o755)
    symlinkSync(write('outside.sh', '#!/bin/sh\n', 0o755), join(root, 'demos/x/setup.sh'))
    expect(shown(demo())).toEqual(["./setup.sh leads out of the demo's folder"])
  })
})

describe('the hash of a script', () => {
  it('changes with every name and byte except those of the take', () => {
    write('x/demo.yaml', 'steps: [{ id: a, run: b }]')
    write('x/sub/file', 'b')
    const folder = join(root, 'x')
    const before = scriptHash(folder)
    write('x/take/main.cast', 'c')
    write('x/take/take.json', 'c')
    expect(scriptHash(folder)).toBe(before)
    const seen = new Set([before])
    const changes: [string, string][] = [
      ['x/sub/file', 'B'],
      ['x/sub/file', 'bb'],
      ['x/new', ''],
      ['x/sub/take/x', 'not the take'],
      ['x/take/x.sh', 'what a step may call'],
      ['x/take/other.cast', 'of no pane'],
      ['x/take/deep/main.cast', 'nor this one'],
    ]
    for (const [path, text] of changes) {
      write(path, text)
      expect(seen.has(scriptHash(folder))).toBe(false)
      seen.add(scriptHash(folder))
    }
  })

  it('differs when the border between a name and its contents moves', () => {
    write('one/ab', 'c')
    write('two/a', 'bc')
    write('three/a', '')
    write('three/b', 'c')
    // Without lengths of contents, this folder would give the same bytes as the one above.
    write('four/a', 'file 1:bc')
    const hashes = ['one', 'two', 'three', 'four'].map((name) => scriptHash(join(root, name)))
    expect(new Set(hashes).size).toBe(4)
  })

  it('ignores what a package cannot hold, and never waits for a pipe', () => {
    write('x/a', 'a')
    const before = scriptHash(join(root, 'x'))
    for (const [link, target] of [
      ['up', '..'],
      ['everything', '/'],
      ['dangling', '/nowhere/at/all'],
    ] as const)
      symlinkSync(target, join(root, 'x', link))
    execFileSync('mkfifo', [join(root, 'x/pipe')])
    mkdirSync(join(root, 'x/empty/folder'), { recursive: true })
    const never = ['.gitignore', '.npmignore', '.npmrc', '.DS_Store', '._a', '.a.swp', 'a.orig']
    for (const name of [...never, '.git/config', 'node_modules/x/index.js'])
      for (const folder of ['x', 'x/sub']) write(`${folder}/${name}`, 'b')
    chmodSync(join(root, 'x/a'), 0o777)
    expect(scriptHash(join(root, 'x'))).toBe(before)
    write('x/sub/orig', 'b')
    expect(scriptHash(join(root, 'x'))).not.toBe(before)
  })

  it('leaves out exactly what the demo makes, as its script or its .gitignore says', () => {
    const ignored = [
      '/made/',
      '/sub/file',
      'setup.sh',
      '/*.sh',
      '!/x',
      '/',
      '/.',
      '/..',
      '/demo.yaml',
      '# /a',
      '',
    ]
    write('x/.gitignore', [...ignored, '/take/', '/take/x.sh'].join('\n'))
    write('x/demo.yaml', 'made: [deep/below, ./one/]\nsteps: [{ id: a, run: b }]')
    write('x/setup.sh', 'a')
    const hash = () => scriptHash(join(root, 'x'))
    const before = hash()
    write('x/made/deep/file', 'b')
    write('x/sub/file', 'b')
    write('x/deep/below/it', 'b')
    write('x/one', 'b')
    expect(hash()).toBe(before)
    expect(layoutOf(join(root, 'x')).made).toEqual(['deep/below', 'one', 'made', 'sub/file'])
    for (const path of ['setup.sh', 'x', 'a', 'sub/made/file', 'deep/file', 'take/x.sh']) {
      const last = hash()
      write(`x/${path}`, 'c')
      expect(hash()).not.toBe(last)
    }
  })
})
