import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The package's own folder: the nearest one above this file with a package.json. */
export const PACKAGE: string = (() => {
  let folder = import.meta.dirname
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder)
    folder = dirname(folder)
  return folder
})()
