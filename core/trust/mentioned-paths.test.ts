import { describe, expect, it } from 'vitest'
import { uncovered } from './mentioned-paths.ts'

const MADE = ['work', 'take/main.cast']
const ground = {
  covers: (path: string) => !MADE.some((one) => `${path}/`.startsWith(`${one}/`)),
  env: { LAB: '/srv/lab', HERE: './bin', ODD: '$HOME' },
}
const found = (text: string) => uncovered([{ where: 'step', text }], ground).map(({ path }) => path)

describe('paths that no approval covers', () => {
  it.each([
    ['bash /tmp/x.sh', ['/tmp/x.sh']],
    ['. "/tmp/x y"; source \'/opt/z\'', ['/tmp/x', '/opt/z']],
    ['cat <~/notes >~ada/x', ['~/notes', '~ada/x']],
    ['cd ..; ../x; sub/../../y', ['..', '../x', 'sub/../../y']],
    ['$HOME/x "${HOME}"/y "$HOME"', ['$HOME/x', '${HOME}/y', '$HOME']],
    ['bash $LAB/x.sh', ['$LAB/x.sh']],
    ['$ODD/x', ['$ODD/x']],
    ['$NOBODY_SET_THIS/x', ['$NOBODY_SET_THIS/x']],
    ['D=/tmp/d; bash $D/x.sh', ['/tmp/d']],
    ['PATH=$PATH:/opt/bin:/usr/bin x', ['/opt/bin']],
    ['docker run --mount type=bind,src=/,dst=/x -v /etc:/host y', ['/', '/x', '/etc', '/host']],
    [
      'gcc -I/opt/include --root=/srv @/tmp/args {/a,/b}',
      ['/opt/include', '/srv', '/tmp/args', '/a', '/b'],
    ],
    ['curl file:///etc/passwd', ['/etc/passwd']],
    ['bash work/x.sh; bash ./work/deep/../x.sh', ['work/x.sh', './work/deep/../x.sh']],
    ['sh take/main.cast', ['take/main.cast']],
    ['sh a/../work/x', ['a/../work/x']],
    ['x 2>/tmp/log', ['/tmp/log']],
    ['bash /tm"p/x".sh /t\\mp/y', ['/tmp/x.sh', '/tmp/y']],
  ])('%s', (text, paths) => expect(found(text)).toEqual(paths))

  it.each([
    '#!/opt/bin/sh\necho x',
    'ls >/dev/null 2>&1 </dev/stdin',
    '/usr/bin/env bash; /bin/sh x.sh',
    'curl https://example.org/x ssh://host/y',
    'bash ./x.sh sub/y.sh take/x.sh sub/../z',
    '. "$(dirname "$0")/lib.sh"; $(pwd)/x `pwd`/y',
    '$PWD/x $1/y "$HERE/tool" $0',
    'for f in a b; do cat "$f/x"; done; read -r line; echo $line/x',
    'docker run registry:5000/image sh -c x',
  ])('none: %s', (text) => expect(found(text)).toEqual([]))

  it('are listed once for each place', () => {
    const spoken = [
      { where: 'a', text: '/x /x' },
      { where: 'b', text: '/x' },
    ]
    expect(uncovered(spoken, ground)).toEqual([
      { where: 'a', path: '/x' },
      { where: 'b', path: '/x' },
    ])
  })

  it('are found in a long line in linear time', () => {
    for (const text of [
      '/'.repeat(200_000),
      '$'.repeat(200_000),
      '../'.repeat(70_000),
      '}'.repeat(200_000),
      `${'}'.repeat(200_000)}x`,
      '-a'.repeat(100_000),
    ])
      expect(found(text).length).toBeLessThan(3)
  })
})
