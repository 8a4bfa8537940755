/**
 * The two WHATWG Encoding classes that every runtime of ours has. Core is compiled without DOM and
 * Node types, so what it uses beyond ECMAScript is named here and nowhere else.
 */
declare class TextEncoder {
  encode(text?: string): Uint8Array<ArrayBuffer>
}
declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean })
  decode(bytes?: Uint8Array, options?: { stream?: boolean }): string
}
