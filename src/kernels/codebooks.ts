import { iq1sGrid } from '../quant/codebooks/iq1s.ts';
import { iq2sGrid } from '../quant/codebooks/iq2s.ts';
import { iq2xsGrid } from '../quant/codebooks/iq2xs.ts';
import { iq2xxsGrid } from '../quant/codebooks/iq2xxs.ts';
import { iq3sGrid } from '../quant/codebooks/iq3s.ts';
import { iq3xxsGrid } from '../quant/codebooks/iq3xxs.ts';

/** By the export of assembly/codebooks.ts that is their address. */
const codebooks = {
  IQ1S_GRID: () => iq1sGrid().map((value) => 8 * value),
  IQ2S_GRID: iq2sGrid,
  IQ2XS_GRID: iq2xsGrid,
  IQ2XXS_GRID: iq2xxsGrid,
  IQ3S_GRID: iq3sGrid,
  IQ3XXS_GRID: iq3xxsGrid,
} as const;

export type CodebookAddresses = Readonly<Record<keyof typeof codebooks, WebAssembly.Global<'i32'>>>;

/** Writes what the kernels of the IQ types look up into the memory they work on. */
export function writeCodebooks(memory: WebAssembly.Memory, addresses: CodebookAddresses): void {
  for (const [name, entries] of Object.entries(codebooks) as [keyof typeof codebooks, () => Int8Array][])
    new Int8Array(memory.buffer).set(entries(), addresses[name].value);
}
