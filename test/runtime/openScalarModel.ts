import { f16ToF32 } from '../../src/base/half.ts';
import { parseGguf } from '../../src/gguf/parse.ts';
import type { Architecture } from '../../src/model/arch/arch.ts';
import { architectureOf } from '../../src/model/arch/index.ts';
import type { HParams } from '../../src/model/hparams.ts';
import { quantTypes } from '../../src/quant/index.ts';
import type { LlamaModel } from '../../src/runtime/llamaContext.ts';
import { type Arithmetic, loadScalarModel, type WeightSource } from '../../src/runtime/scalarModel.ts';
import { WeightStore } from '../../src/weights/weightStore.ts';
import { MemorySource } from '../support/memorySource.ts';

/** A model of ScalarOps from the bytes of a GGUF. */
export async function openScalarModel(gguf: Uint8Array, arithmetic: Arithmetic): Promise<LlamaModel> {
  const { arch, hp, source } = await openScalarSource(gguf);
  return loadScalarModel(arch, hp, arithmetic, source);
}

/** The parts that such a model is made of. */
export async function openScalarSource(gguf: Uint8Array): Promise<{
  readonly arch: Architecture;
  readonly hp: HParams;
  readonly source: WeightSource;
}> {
  const source = new MemorySource(gguf);
  const file = await parseGguf(source);
  const store = WeightStore.open(file, [source]);
  const arch = architectureOf(file.metadata);
  const hp = arch.hparams(file.metadata, store.tensors);
  const weights: WeightSource = {
    has: (spec) => store.hasWeight(spec),
    async load(spec) {
      const { shape } = spec;
      const tensor = store.weight(spec);
      const blocks = new Uint8Array(tensor.byteLength);
      await store.readRows(tensor, 0, blocks);
      const type = quantTypes[tensor.type];
      const activation = type.vecDotType;
      const data = new Float32Array(shape.reduce((product, n) => product * n, 1));
      type.dequantizeInto(data, blocks);
      return activation === 'q8_1'
        ? { shape, data, activation, mins: readMins(blocks, type.typeSize) }
        : { shape, data, activation };
    },
  };
  return { arch, hp, source: weights };
}

/** Blocks of Q4_1 and Q5_1 begin with f16 d and f16 m: a weight is d · q + m. */
function readMins(blocks: Uint8Array, typeSize: number): Float32Array {
  const bytes = new DataView(blocks.buffer, blocks.byteOffset, blocks.byteLength);
  return Float32Array.from({ length: blocks.length / typeSize }, (_, block) =>
    f16ToF32(bytes.getUint16(block * typeSize + 2, true)),
  );
}
