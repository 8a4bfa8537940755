/**
 * What commands and scripts seem to use, found by the way it is usually written. It helps readers
 * and proves nothing: a script can assemble a command from pieces.
 */
export interface Findings {
  readonly mounts: readonly string[]
  /** More rights than the presenter's own, or less of a container's walls. */
  readonly rights: readonly string[]
  readonly ports: readonly string[]
  readonly hosts: readonly string[]
}

export function findUses(texts: readonly string[]): Findings {
  const all = (pattern: RegExp, pick: (match: RegExpMatchArray) => string) => [
    ...new Set(texts.flatMap((text) => [...text.matchAll(pattern)].map(pick))),
  ]
  const whole = (match: RegExpMatchArray) => match[0].trim()
  const group = (match: RegExpMatchArray) => match[1] ?? match[2] ?? ''
  return {
    mounts: all(MOUNT, whole),
    rights: all(RIGHTS, whole),
    ports: [...new Set([...all(PUBLISH, whole), ...all(LOCAL, whole)])],
    hosts: [...new Set([...all(SSH, group), ...all(ADDRESS, group)])].filter(
      (host) => !/^(localhost|127\.|\[::1\]|0\.0\.0\.0)/.test(host),
    ),
  }
}

/** `-v from:to`, `--mount …`, and the engine's own socket, which is all of the machine. */
const MOUNT =
  /(?:^|\s)(?:--mount[=\s]\s*\S+|(?:-v|--volume)[=\s]\s*\S*[/:]\S*|-v[/.~$]\S*|--volumes-from[=\s]\s*\S+)|\S*\/(?:docker|podman|containerd)\.sock\b/g
const RIGHTS =
  /(?<![\w/.-])(?:sudo|doas|pkexec|su)(?![\w/.-])|--privileged\b|--cap-add[=\s]\s*\S+|--(?:pid|net|network|ipc|userns|uts|cgroupns)[=\s]\s*host\b|--security-opt[=\s]\s*\S+|--device[=\s]\s*\S+/g
/** `-p 8080:80`, `--publish …`, `--port 8080`. */
const PUBLISH =
  /(?<=^|\s)(?:-p\s*[\w.[\]:]*\d+(?:-\d+)?(?::\d+(?:-\d+)?)?(?:\/(?:tcp|udp))?(?=\s|$)|--publish[=\s]\s*\S+|-P(?=\s|$)|--publish-all\b|--port[=\s]\s*\d+)/g
const LOCAL = /\b(?:localhost|127\.0\.0\.1|0\.0\.0\.0):\d{1,5}\b|\[::1?\]:\d{1,5}\b/g
const SSH =
  /(?<![\w/.-])(?:ssh|sftp)\s+(?:-[A-Za-z]+\s+(?:\S*[=/]\S*\s+|\d+\s+)?)*([A-Za-z0-9_.@[\]:-]*[A-Za-z0-9_])|(?<![\w/.-])(?:scp|rsync)\s[^|;&\n]*?\b([\w.-]+@[\w.-]+|[\w-]+(?:\.[\w-]+)+):/g
const ADDRESS =
  /\b(?:https?|wss?|git|ssh|ftp|rsync):\/\/(?:[^\s/@'"]*@)?([A-Za-z0-9[\]][^\s/'"`)>$]*)/g
