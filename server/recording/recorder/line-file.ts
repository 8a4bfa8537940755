import {
  closeSync,
  constants,
  fdatasync,
  fdatasyncSync,
  ftruncateSync,
  openSync,
  writeSync,
} from 'node:fs'

/** The system calls of a recording, so that a test can fill a disk that is not there. */
export interface CastDisk {
  readonly open: (file: string) => number
  readonly write: (fd: number, bytes: Uint8Array) => number
  readonly truncate: (fd: number, length: number) => void
  /** In the background: on macOS it takes tens of milliseconds. */
  readonly sync: (fd: number, done: (error: Error | null) => void) => void
  readonly syncNow: (fd: number) => void
  readonly close: (fd: number) => void
}

export const castDisk: CastDisk = {
  // O_APPEND: nothing can be overwritten. O_EXCL: nor can two recorders share a file.
  open: (file) =>
    openSync(
      file,
      constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_APPEND,
      0o644,
    ),
  write: (fd, bytes) => writeSync(fd, bytes),
  truncate: (fd, length) => ftruncateSync(fd, length),
  sync: (fd, done) => fdatasync(fd, done),
  syncNow: (fd) => fdatasyncSync(fd),
  close: (fd) => closeSync(fd),
}

/** A file of whole lines: a line is there with its end or not at all, whatever the disk does. */
export interface LineFile {
  /** `line` has its own end. Throws what the disk says; then the file ends with the line before. */
  append(line: Uint8Array): void
  sync(done: (error: Error | null) => void): void
  /** Syncs and closes. Throws when the sync fails; the file is closed in any case. */
  close(): void
}

export function openLines(file: string, disk: CastDisk = castDisk): LineFile {
  const fd = disk.open(file)
  let length = 0
  let torn = false

  const mend = () => {
    disk.truncate(fd, length)
    torn = false
  }
  return {
    append(bytes) {
      // An earlier cut could not be made: nothing may follow half a line.
      if (torn) mend()
      let written = 0
      try {
        // A disk that fills up takes a part first, and says so only the next time.
        while (written < bytes.length) {
          const n = disk.write(fd, bytes.subarray(written))
          if (n <= 0) throw new Error('nothing was written')
          written += n
        }
      } catch (error) {
        torn = written > 0
        if (torn) mend()
        throw error
      }
      length += bytes.length
    },
    sync: (done) => disk.sync(fd, done),
    close() {
      try {
        if (torn) mend()
        disk.syncNow(fd)
      } finally {
        disk.close(fd)
      }
    },
  }
}
