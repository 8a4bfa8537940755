import { expect, it } from 'vitest'
import { isHardware } from './webgl.ts'

it.each([
  ['ANGLE (Intel, Mesa Intel(R) UHD Graphics 620 (KBL GT2), OpenGL 4.6)', true],
  ['Apple M2', true],
  [
    'ANGLE (Google, Vulkan 1.3.0 (SwiftShader Device (Subzero) (0x0000C0DE)), SwiftShader driver)',
    false,
  ],
  ['llvmpipe (LLVM 15.0.6, 256 bits)', false],
  ['ANGLE (Microsoft, Microsoft Basic Render Driver Direct3D11)', false],
  // As Firefox says it; and as it does where it hides what is there.
  ['Radeon R9 200 Series, or similar', true],
  ['llvmpipe, or similar', false],
  ['Mozilla', false],
  ['WebKit WebGL', false],
  ['', false],
])('%s draws in hardware: %s', (renderer, hardware) => expect(isHardware(renderer)).toBe(hardware))
