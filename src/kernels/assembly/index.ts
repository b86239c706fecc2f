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
export * from './deltaNet';
export * from './elementwise';
export * from './floats';
export * from './gates';
export { f16ToF32, f32ToF16 } from './half';
export { gatherRow, interleave } from './interleave';
export * from './kvCache';
export { isRelaxed, probeRelaxed } from './probe';
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
export { decode_Q6_K, matmul_Q6_K } from './q6_k';
export { decode_IQ4_NL, matmul_IQ4_NL } from './iq4_nl';
export { decode_IQ4_XS, matmul_IQ4_XS } from './iq4_xs';
export * from './sync';
