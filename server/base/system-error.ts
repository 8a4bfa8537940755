/** What Node says of a call that the system refused. Any field may be absent. */
export interface SystemError {
  readonly code?: unknown
  readonly path?: unknown
  readonly dest?: unknown
  readonly address?: unknown
  readonly port?: unknown
  readonly message?: unknown
}

/** By error code: what happened and, where something can be done, what to do. */
const WORDS: ReadonlyMap<string, string> = new Map([
  ['EACCES', 'you have no permission for it; look at who owns it and at its mode'],
  ['EPERM', 'the system does not permit it; look at who owns it and at its mode'],
  ['EROFS', 'the file system is read-only; name a folder that can be written'],
  ['ENOENT', 'it does not exist'],
  ['EEXIST', 'it exists already'],
  ['EISDIR', 'it is a folder, not a file'],
  ['ENOTDIR', 'a part of the path is a file, not a folder'],
  ['ENOTEMPTY', 'the folder is not empty'],
  ['ENAMETOOLONG', 'the name is too long; choose a shorter one'],
  ['ELOOP', 'its symbolic links lead in a circle; remove one of them'],
  ['EXDEV', 'it is on another file system'],
  ['EBUSY', 'something uses it; end that, then try again'],
  ['ETXTBSY', 'a program runs from it; end that, then try again'],
  ['ENOSPC', 'the disk is full; make room'],
  ['EDQUOT', 'your share of the disk is used up; make room'],
  ['EFBIG', 'the file may not grow any larger; look at `ulimit -f`'],
  ['EIO', 'the disk or terminal gives an input/output error'],
  ['ESTALE', 'it is gone from the file server; mount that anew'],
  ['ENODEV', 'there is no such device'],
  ['ENXIO', 'there is no such device'],
  ['EMFILE', 'too many files are open for one process; raise that with `ulimit -n 1024`'],
  ['ENFILE', 'too many files are open on this machine; end some programs'],
  ['ENOMEM', 'the memory is used up; end some programs'],
  ['EAGAIN', 'the machine has no more of that now; end some programs, or look at `ulimit -u`'],
  ['E2BIG', 'what a program was started with is too long'],
  ['ENOEXEC', 'it is no program for this machine'],
  ['EADDRINUSE', 'another program uses that address'],
  ['EADDRNOTAVAIL', 'this machine does not have that address'],
  ['EAFNOSUPPORT', 'this machine has no addresses of that kind'],
  ['ECONNREFUSED', 'nothing listens there'],
  ['ECONNRESET', 'the other side ended the connection'],
  ['EPIPE', 'whoever read it is gone'],
  ['EHOSTUNREACH', 'no way leads to that host'],
  ['ENETUNREACH', 'no way leads to that network'],
  ['ETIMEDOUT', 'there was no answer in time'],
  ['ENOTFOUND', 'no host has that name'],
])

/** Node writes `ENXIO: no such device or address, open '/x'`. */
const NODE_MESSAGE = /^[A-Z][A-Z0-9]+: (.*?)(?:, [a-z]+)?(?: '.*')?$/s

/**
 * An error of the system as a sentence, with its path or address; null for any other error. A code
 * that is not in the table is told in the system's words. `named`: a path that is told already.
 */
export function systemSentence(error: SystemError, named?: string): string | null {
  const { code, message } = error
  if (typeof code !== 'string' || !/^E[A-Z0-9]+$/.test(code)) return null
  const known = WORDS.get(code)
  const plain = typeof message === 'string' ? NODE_MESSAGE.exec(message)?.[1] : undefined
  if (known === undefined && plain === undefined) return null
  const where = placeOf(error)
  return `${where === null || where === named ? '' : `${where}: `}${known ?? plain}`
}

/** Null where the error names no place, as one of a file that is open already. */
function placeOf({ path, dest, address, port }: SystemError): string | null {
  if (typeof path === 'string') return typeof dest === 'string' ? `${path} to ${dest}` : path
  if (typeof address !== 'string') return null
  return typeof port === 'number' && port >= 0 ? `${address}, port ${port}` : address
}
