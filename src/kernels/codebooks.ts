import type { Codebook } from '../quant/codebooks/codebook.ts';
import { iq1sGrid } from '../quant/codebooks/iq1s.ts';
import { iq2sGrid } from '../quant/codebooks/iq2s.ts';
import { iq2xsGrid } from '../quant/codebooks/iq2xs.ts';
import { iq2xxsGrid } from '../quant/codebooks/iq2xxs.ts';
import { iq3sGrid } from '../quant/codebooks/iq3s.ts';
import { iq3xxsGrid } from '../quant/codebooks/iq3xxs.ts';
import { quantTypes } from '../quant/index.ts';
import type { QuantType } from '../quant/type.ts';
import type { KernelTypeName } from './kernelTypes.ts';

/** By the export of assembly/codebooks.ts that is their address. */
const codebooks = {
  IQ1S_GRID: iq1sGrid,
  IQ2S_GRID: iq2sGrid,
  IQ2XS_GRID: iq2xsGrid,
  IQ2XXS_GRID: iq2xxsGrid,
  IQ3S_GRID: iq3sGrid,
  IQ3XXS_GRID: iq3xxsGrid,
} as const;

export type CodebookAddresses = Readonly<Record<keyof typeof codebooks, WebAssembly.Global<'i32'>>>;

/**
 * Writes what the kernels of `types` look up into the memory they work on. Only that: to decode all codebooks takes longer
 * than all else that is done for an instance.
 */
export function writeCodebooks(
  memory: WebAssembly.Memory,
  addresses: CodebookAddresses,
  types: readonly KernelTypeName[],
): void {
  const wanted = new Set(types.map((type) => (quantTypes[type] as QuantType).codebook));
  for (const [name, codebook] of Object.entries(codebooks) as [keyof typeof codebooks, Codebook][]) {
    if (!wanted.has(codebook)) continue;
    // That of IQ1_S and IQ1_M is stored eightfold.
    const entries = codebook === iq1sGrid ? codebook().map((value) => 8 * value) : codebook();
    new Int8Array(memory.buffer).set(entries, addresses[name].value);
  }
}
