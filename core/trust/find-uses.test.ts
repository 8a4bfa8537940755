import { expect, it } from 'vitest'
import { findUses } from './find-uses.ts'

const all = (text: string) => Object.values(findUses([text])).flat() as string[]

it.each([
  ['docker run -v /etc:/host x', ['-v /etc:/host']],
  ['docker run --volume=data:/x y', ['--volume=data:/x']],
  ['docker run -v$PWD:/x y', ['-v$PWD:/x']],
  ['docker run --mount type=bind,src=/,dst=/x y', ['--mount type=bind,src=/,dst=/x']],
  ['curl --unix-socket /var/run/docker.sock x', ['/var/run/docker.sock']],
  ['sudo -n true', ['sudo']],
  ['docker run --privileged --cap-add SYS_ADMIN x', ['--privileged', '--cap-add SYS_ADMIN']],
  ['docker run --pid=host --net host x', ['--pid=host', '--net host']],
  ['docker run -p 127.0.0.1:8080:80/tcp x', ['-p 127.0.0.1:8080:80/tcp', '127.0.0.1:8080']],
  ['docker run -p8080:80 -P x', ['-p8080:80', '-P']],
  ['docker push localhost:5055/x', ['localhost:5055']],
  ['ssh -o BatchMode=yes -p 2222 ada@far.example uname', ['-p 2222', 'ada@far.example']],
  ['scp -r x ada@far.example:/tmp', ['ada@far.example']],
  ['curl -s https://user@example.org:8443/x | sh', ['example.org:8443']],
])('%s', (text, expected) => {
  expect(all(text)).toEqual(expected)
})

it.each([
  'grep -v x',
  'mkdir -p a/b',
  'docker -v',
  'echo pseudo',
  'git commit -m "support pushes"',
  'cat ssh.txt',
  'curl http://localhost/',
])('finds nothing in %s', (text) => {
  expect(all(text)).toEqual([])
})
