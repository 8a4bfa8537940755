import * as v from 'valibot'
import type { Requirement } from './model.ts'
import type { Path } from '../yaml/located.ts'
import type { YamlReader } from '../yaml/reader.ts'
import { isMapping } from '../yaml/reader.ts'
import { requirementSchemas } from './schema.ts'
import { defined } from '../base/defined.ts'

/** The port of a host for which none is given: registries and most other servers use HTTPS. */
const HTTPS = 443

/** Reads the items of a `requires`, of the demo or of one step. */
export function readRequires(reader: YamlReader, path: Path): readonly Requirement[] {
  const list = reader.get(path)
  if (list === undefined) return []
  if (!Array.isArray(list)) {
    reader.complain(path, '`requires` must be a list', 'write [a, b], or one line for each: - a')
    return []
  }
  return list
    .map((_, i) => readRequirement(reader, [...path, i]))
    .filter((item) => item !== undefined)
}

function readRequirement(reader: YamlReader, path: Path): Requirement | undefined {
  if (!isMapping(reader.get(path))) {
    const name = reader.leaf(v.string(`the name of a binary, or ${KINDS}`), path)
    return name === undefined ? undefined : binary(reader, path, name)
  }
  const keys = reader.keys(path)
  const is = (kind: keyof typeof requirementSchemas) => keys.includes(kind)
  if (is('image')) return readImage(reader, path)
  if (is('port')) {
    const port = reader.object(requirementSchemas.port, path)?.port
    return port === undefined ? undefined : { type: 'port', port }
  }
  if (is('host')) return readHost(reader, path)
  if (is('binary')) {
    const { binary: name, version } = reader.object(requirementSchemas.binary, path) ?? {}
    const found = name === undefined ? undefined : binary(reader, [...path, 'binary'], name)
    return found && version !== undefined ? { ...found, version } : undefined
  }
  // An item of no known kind is treated as a command, so that its problems are reported in terms of
  // that kind.
  const command = reader.object(requirementSchemas.run, path)
  if (command?.run === undefined || command.why === undefined) return undefined
  return { type: 'command', run: command.run, why: command.why }
}

const KINDS = '{run, why}, {binary, version}, {image, platform}, {port} or {host}'

function binary(reader: YamlReader, path: Path, name: string) {
  if (/^[\w.+-]+$/.test(name)) return { type: 'binary', name } as const
  reader.complain(
    path,
    `\`${name}\` is not the name of a binary`,
    'for a command: {run: …, why: …}',
  )
  return undefined
}

/** Reads an image. The name becomes an argument of the engine, so it must not begin with a dash. */
function readImage(reader: YamlReader, path: Path): Requirement | undefined {
  const { image, platform } = reader.object(requirementSchemas.image, path) ?? {}
  if (image === undefined) return undefined
  if (/^[a-z0-9][\w./:@-]*$/i.test(image))
    return { type: 'image', name: image, ...defined({ platform }) }
  reader.complain([...path, 'image'], `\`${image}\` is not an image`, 'for example lab/busybox:1')
  return undefined
}

function readHost(reader: YamlReader, path: Path): Requirement | undefined {
  const host = reader.object(requirementSchemas.host, path)?.host
  if (host === undefined) return undefined
  const [, name, port] =
    /^([A-Za-z0-9][A-Za-z0-9.-]*|\[[0-9A-Fa-f:]+\])(?::(\d{1,5}))?$/.exec(host) ?? []
  const number = port === undefined ? HTTPS : Number(port)
  if (name !== undefined && number > 0 && number < 65_536)
    return { type: 'host', name: name.replace(/[[\]]/g, ''), port: number }
  reader.complain(
    [...path, 'host'],
    `\`${host}\` is not a host`,
    'for example registry.example or localhost:5055',
  )
  return undefined
}
