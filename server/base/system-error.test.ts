import { describe, expect, it } from 'vitest'
import { systemSentence } from './system-error.ts'

/** Makes an error like those of Node. */
const refused = (code: string, message: string, more: object = {}) =>
  Object.assign(new Error(`${code}: ${message}`), { code, ...more })

describe('an error of the system', () => {
  it.each([
    ['EACCES', 'permission denied'],
    ['EPERM', 'operation not permitted'],
    ['EROFS', 'read-only file system'],
    ['ENOENT', 'no such file or directory'],
    ['EISDIR', 'illegal operation on a directory'],
    ['ENOTDIR', 'not a directory'],
    ['EMFILE', 'too many open files'],
    ['ENFILE', 'file table overflow'],
    ['ENOSPC', 'no space left on device'],
    ['EDQUOT', 'disk quota exceeded'],
    ['ENAMETOOLONG', 'name too long'],
    ['ELOOP', 'too many symbolic links encountered'],
    ['EIO', 'i/o error'],
    ['EADDRINUSE', 'address already in use'],
    ['EADDRNOTAVAIL', 'address not available'],
    ['EXXX', 'something that nobody knew of'],
  ])('%s is a sentence and no code', (code, message) => {
    const error = refused(code, `${message}, open '/a/b'`, { path: '/a/b', syscall: 'open' })
    expect(systemSentence(error)).toMatch(/^\/a\/b: [a-z][^\n]+$/)
    expect(systemSentence(error)).not.toContain(code)
  })

  it('names its place as far as it is known, and no place twice', () => {
    const full = 'the disk is full; make room'
    expect(systemSentence(refused('ENOSPC', 'no space, write', { syscall: 'write' }))).toBe(full)
    expect(systemSentence(refused('ENOSPC', 'x', { path: '/a' }), '/a')).toBe(full)
    expect(systemSentence(refused('EXDEV', 'x', { path: '/a', dest: '/b' }))).toBe(
      '/a to /b: it is on another file system',
    )
    const listen = { address: '127.0.0.1', port: 80 }
    expect(systemSentence(refused('EADDRINUSE', 'x', listen))).toBe(
      '127.0.0.1, port 80: another program uses that address',
    )
  })

  it('leaves every other error unchanged', () => {
    expect(systemSentence(new Error('there is no step two'))).toBeNull()
    expect(systemSentence(refused('ERR_INVALID_ARG_TYPE', 'x'))).toBeNull()
    expect(systemSentence({ code: 5 })).toBeNull()
  })
})
