import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, readdirSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { demos } from './perform-demo.ts'

/** Everything in a folder, as relative paths. */
export const files = (folder: string) => readdirSync(folder, { recursive: true, encoding: 'utf8' })

/**
 * The folders in which containerd (Docker's or the system's) keeps its containers, by namespace.
 */
const CONTAINERD = [
  '/run/containerd/io.containerd.runtime.v2.task',
  '/run/docker/containerd/daemon/io.containerd.runtime.v2.task',
  '/run/containerd/runc',
]

/**
 * The entries of a folder of containerd. A namespace appears with its first container, and stays.
 */
const tasks = (folder: string) =>
  existsSync(folder)
    ? readdirSync(folder).flatMap((namespace) => readdirSync(join(folder, namespace)))
    : []

/** Processes whose working directory is in a demo's folder, or whose command names one. */
const processes = () =>
  readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid))
    .flatMap((pid) => {
      try {
        const about = [
          readlinkSync(`/proc/${pid}/cwd`),
          readFileSync(`/proc/${pid}/cmdline`, 'utf8'),
        ]
        return about.some((text) => text.includes(demos)) ? [`${pid} ${about.join(' ')}`] : []
      } catch {
        return [] // The process has ended meanwhile.
      }
    })

/** Everything that container demos could leave on this machine and in their folders, as lines. */
export function leftovers(names: readonly string[]): string[] {
  const lines = (file: string, ...args: string[]) =>
    execFileSync(file, args, { encoding: 'utf8' }).split('\n')
  return [
    ...lines('docker', 'ps', '-a', '--no-trunc', '--format', '{{.ID}} {{.Names}}'),
    ...lines('docker', 'images', '-a', '--no-trunc', '--format', '{{.ID}} {{.Repository}}'),
    ...lines('docker', 'volume', 'ls', '-q'),
    ...lines('runc', 'list', '-q'),
    ...readFileSync('/proc/mounts', 'utf8').split('\n'),
    ...readdirSync('/sys/class/net'),
    ...processes(),
    ...CONTAINERD.flatMap(tasks),
    ...lines('ps', '-eo', 'comm=').filter((name) => name.startsWith('pasta')),
    ...['/var/lib', '/tmp'].flatMap((place) =>
      readdirSync(place).filter((name) => /^cuecast-(userns|rootless)/.test(name)),
    ),
    ...names.flatMap((name) => files(join(demos, name)).map((file) => `${name}/${file}`)),
  ].sort()
}

/**
 * The leftovers that were not there before and that stay: what is still being removed disappears, but
 * what a teardown forgot does not.
 */
export async function staying(
  names: readonly string[],
  before: readonly string[],
): Promise<string[]> {
  let lines = leftovers(names).filter((line) => !before.includes(line))
  for (let look = 0; look < 120 && lines.length > 0; look++) {
    await new Promise((resolve) => setTimeout(resolve, 500))
    const now = new Set(leftovers(names))
    lines = lines.filter((line) => now.has(line))
  }
  return lines
}
