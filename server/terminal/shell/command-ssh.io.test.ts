import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer, type AddressInfo } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect } from 'vitest'
import type { Signal } from '../../../core/base/event.ts'
import type { Mark } from '../../../core/terminal/port.ts'
import { itNeeds } from '../../../test/support/needs.ts'
import { systemClock } from '../../base/system-clock.ts'
import { environment } from '../process/environment.ts'
import { openSession, type Session } from '../session/session.ts'
import { createShell } from './command.ts'

const folder = mkdtempSync(join(tmpdir(), 'cuecast-ssh-'))
let sshd: ChildProcess | undefined
let session: Session | undefined
afterAll(async () => {
  await session?.close()
  sshd?.kill()
  rmSync(folder, { recursive: true })
})

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** Starts an ssh server on loopback with its own keys, and an `ssh` that knows it as `lab`. */
async function serve(): Promise<string> {
  const path = (name: string) => join(folder, name)
  for (const key of ['host', 'user'])
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', path(key)])
  const port = await freePort()
  writeFileSync(
    path('sshd_config'),
    `ListenAddress 127.0.0.1:${port}
HostKey ${path('host')}
AuthorizedKeysFile ${path('user.pub')}
PidFile none
StrictModes no
UsePAM no
PermitRootLogin yes
PasswordAuthentication no
`,
  )
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true })
  sshd = spawn('/usr/sbin/sshd', ['-D', '-e', '-f', path('sshd_config')], { stdio: 'ignore' })
  for (;;) {
    const socket = connect(port, '127.0.0.1')
    const up = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    })
    socket.destroy()
    if (up) break
    await new Promise((resolve) => systemClock.wake(systemClock.now() + 20, () => resolve(null)))
  }
  writeFileSync(
    path('ssh_config'),
    `Host lab
  HostName 127.0.0.1
  Port ${port}
  User ${userInfo().username}
  IdentityFile ${path('user')}
  IdentitiesOnly yes
  StrictHostKeyChecking no
  UserKnownHostsFile ${path('known')}
`,
  )
  const bin = path('bin')
  mkdirSync(bin)
  const real = execFileSync('sh', ['-c', 'command -v ssh'], { encoding: 'utf8' }).trim()
  writeFileSync(join(bin, 'ssh'), `#!/bin/sh\nexec ${real} -F ${path('ssh_config')} "$@"\n`, {
    mode: 0o755,
  })
  return bin
}

const until = (port: Session, done: (signal: Signal | Mark) => boolean) =>
  new Promise<void>((resolve, reject) => {
    port.attach((signal) => {
      if (done(signal)) resolve()
      else if (signal.type === 'exit')
        reject(new Error(`ssh ended: ${JSON.stringify(port.snapshot().screen)}`))
    })
  })

itNeeds('ssh', 'sshd')('a shell on another host says what it does, as one here', async () => {
  const bin = await serve()
  const mark = `test-${process.pid}.ssh`
  const temporary = () => readdirSync(tmpdir()).filter((name) => name.startsWith('tmp.')).length
  const before = temporary()
  const shell = createShell({
    shell: 'bash',
    folder,
    ssh: 'lab',
    remote: { cwd: `${folder}/bin`, env: { LAB: `it's "$(here)" \\` } },
  })
  if (!shell.ok) throw new Error(shell.why)
  const opened = openSession({
    id: 'demo/far',
    shell: shell.value,
    env: environment({ mark, layers: [{ PATH: `${bin}:${process.env['PATH']}` }] }),
    cwd: folder,
    size: { cols: 90, rows: 20 },
    clock: systemClock,
    complain(what) {
      throw new Error(what)
    },
  })
  if (!opened.ok) throw new Error(opened.why)
  const port = (session = opened.value)
  await until(port, () => port.ready())

  const heard: string[] = []
  let text = ''
  port.attach((signal) => {
    if (signal.type === 'mark')
      heard.push(signal.mark === 'finished' ? `finished ${signal.status}` : signal.mark)
    if (signal.type === 'output') text += Buffer.from(signal.data).toString()
  })
  port.write('stty size; pwd; printf "%s|" "$LAB" "$TERM" "$SSH_CONNECTION"; (exit 42)\r')
  await until(port, () => port.ready())
  expect(heard).toEqual(['started', 'finished 42', 'ready'])
  expect(text).toContain('20 90\r\n')
  expect(text).toContain(`${bin}\r\n`)
  expect(text).toContain(`it's "$(here)" \\|xterm-256color|127.0.0.1`)
  port.write('env; set | grep -c HISTFILE=\r')
  await until(port, () => port.ready())
  // Neither the secret of the marks nor the presenter's own environment reached the host.
  expect(text).not.toContain(shell.value.aid)
  expect(text).not.toMatch(/CUECAST_R|SSH_AUTH_SOCK/)
  expect(temporary()).toBe(before)
  port.resize({ cols: 100, rows: 30 })
  port.write('exit 7\r')
  let status: number | undefined
  await until(port, (signal) => {
    if (signal.type === 'exit') status = signal.status
    return signal.type === 'exit'
  })
  expect(status).toBe(7)
})
