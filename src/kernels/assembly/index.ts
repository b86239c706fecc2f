/** Everything the module exports; kernels.ts is its typed side. */
export {
  quantize_bf16,
  quantize_f16,
  quantize_f32,
  quantize_q8_0,
  quantize_q8_0_wide,
  quantize_q8_K,
  quantize_q8_K_wide,
} from './activations';
export * from './attention';
export {
  IQ1S_GRID,
  IQ2S_GRID,
  IQ2XS_GRID,
  IQ2XXS_GRID,
  IQ3S_GRID,
  IQ3XXS_GRID,
} from './codebooks';
export * from './deltaNet';
export * from './elementwise';
export * from './floats';
export * from './gates';
export { f16ToF32, f32ToF16 } from './half';
export { gatherRow, interleave } from './interleave';
export * from './kvCache';
export { buildId, isRelaxed, probeRelaxed, sumDots } from './probe';
export * from './rope';
export { heapBase, setScratch } from './scratch';
export { decode_Q4_0, matmul_Q4_0 } from './q4_0';
export { decode_Q4_1, matmul_Q4_1 } from './q4_1';
export { decode_Q5_0, matmul_Q5_0 } from './q5_0';
export { decode_Q5_1, matmul_Q5_1 } from './q5_1';
export { decode_Q8_0, matmul_Q8_0 } from './q8_0';
export { decode_Q2_K, matmul_Q2_K } from './q2_k';
export { decode_Q3_K, matmul_Q3_K } from './q3_k';
export { decode_Q4_K, matmul_Q4_K } from './q4_k';
export { decode_Q5_K, matmul_Q5_K } from './q5_k';
export { PLACES_Q6_K, decode_Q6_K, matmul_Q6_K, repack_Q6_K } from './q6_k';
export { decode_IQ1_S, matmul_IQ1_S } from './iq1_s';
export { decode_IQ1_M, matmul_IQ1_M } from './iq1_m';
export { decode_IQ2_XXS, matmul_IQ2_XXS } from './iq2_xxs';
export { decode_IQ2_XS, matmul_IQ2_XS } from './iq2_xs';
export { decode_IQ2_S, matmul_IQ2_S } from './iq2_s';
export { decode_IQ3_XXS, matmul_IQ3_XXS } from './iq3_xxs';
export { decode_IQ3_S, matmul_IQ3_S } from './iq3_s';
export { decode_IQ4_NL, matmul_IQ4_NL } from './iq4_nl';
export { decode_IQ4_XS, matmul_IQ4_XS } from './iq4_xs';
export { decode_TQ1_0, matmul_TQ1_0 } from './tq1_0';
export { decode_TQ2_0, matmul_TQ2_0 } from './tq2_0';
export { decode_MXFP4, matmul_MXFP4 } from './mxfp4';
export { decode_NVFP4, matmul_NVFP4 } from './nvfp4';
export { decode_Q1_0, matmul_Q1_0 } from './q1_0';
export { decode_Q2_0, matmul_Q2_0 } from './q2_0';
export * from './sync';
