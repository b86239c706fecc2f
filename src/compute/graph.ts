import type { Architecture, BlockWeights } from '../model/arch/arch.ts';
import { architectures } from '../model/arch/index.ts';
import { globalTensors } from '../model/globalTensors.ts';
import type { Graph } from '../runtime/forward.ts';
import { weightName } from '../weights/weightStore.ts';
import { type Bank, WasmTensor } from './bank.ts';
import type { ModelPlan } from './messages.ts';
import type { WasmOps } from './wasmOps.ts';

/** The handles of one thread for everything a pass reads. */
export function buildGraph(plan: ModelPlan, banks: readonly Bank[], ops: WasmOps): Graph<WasmTensor> {
  const { hp } = plan;
  const arch = architectureByName(plan.architecture);
  const handles = new Map<string, WasmTensor>();
  for (const { name, type, shape, bank, address } of plan.weights)
    handles.set(`${bank} ${name}`, new WasmTensor(banks[bank]!, type, shape, address));

  /** What lies in a bank under a name. The plan holds all that is required; so what is missing is optional. */
  const find = (bank: number, name: string): WasmTensor | undefined => handles.get(`${bank} ${name}`);
  const get = (bank: number, name: string): WasmTensor => {
    const handle = find(bank, name);
    if (!handle) throw new Error(`${name} is not in bank ${bank}`);
    return handle;
  };

  const blocks = plan.bankOfLayer.map((bank, il): BlockWeights<WasmTensor> => {
    const specs = Object.entries(arch.blockTensors(hp, il));
    return Object.fromEntries(specs.map(([key, spec]) => [key, find(bank, weightName(spec))]));
  });

  const { tokenEmbd, outputNorm, output } = globalTensors(hp);
  const bankOf = [...plan.bankOfLayer, plan.bankOfOutput];
  return {
    arch,
    hp,
    ops,
    tokenEmbd: get(plan.bankOfEmbedding, tokenEmbd.name),
    blocks,
    outputNorm: get(plan.bankOfOutput, outputNorm.name),
    output: find(plan.bankOfOutput, output.name) ?? get(plan.bankOfOutput, tokenEmbd.name),
    scratch: (il) => banks[bankOf[il]!]!.scratch,
    logits: banks[plan.bankOfOutput]!.logits,
  };
}

function architectureByName(name: string): Architecture {
  const arch = architectures.find((candidate) => candidate.name === name);
  if (!arch) throw new Error(`no architecture ${name}`);
  return arch;
}
