import { f16ToF32, f32ToF16 } from '../../src/base/half.ts';
import { type ActivationType, QK8, QK_K } from '../../src/runtime/activation.ts';

/*
 * Where a value that is about to be rounded lies so near to the middle of two steps that sums in another order may round
 * it otherwise. Two right computations of one model part nowhere else.
 */

/** An element, and a value within reach that is rounded to another step. */
export interface Tie {
  readonly element: number;
  readonly value: number;
}

/**
 * How far from the middle a value may lie, as a share of the root mean square of its row. Sums of a few hundred floats
 * differ by 1e-7 to 1e-6 of that in another order; and what a layer receives went through several, and through softmax.
 */
export const REACH = 1e-5;

/**
 * The same where values are rounded to f16 before: such a rounding, gone the other way, moves the logits too little to be
 * noticed, and what is rounded coarsely afterwards by more than the order of sums does.
 */
export const REACH_BEHIND_F16 = 2e-5;

/** So far beyond the middle, in units of the reach, that the nudged value is not within reach itself. */
const BEYOND = 1.5;
/** Nearer to the middle than this, in units of the reach, both sides are tried: the side it is on is chance already. */
const ON_THE_MIDDLE = 0.05;

/** Of a row that is rounded to `type`. */
export function tiesOf(type: ActivationType, row: Float32Array, reach = REACH): Tie[] {
  return finders[type](row, reach * rootMeanSquare(row));
}

const finders: Readonly<Record<ActivationType, (row: Float32Array, reach: number) => Tie[]>> = {
  f32: () => [],
  f16: (row, reach) => floatTies(row, 10, reach),
  bf16: (row, reach) => floatTies(row, 7, reach),
  q8_0: (row, reach) =>
    ofBlocks(row, QK8, (block) => [...stepTies(block, reach), ...scaleTies(block, reach)]),
  q8_1: (row, reach) =>
    ofBlocks(row, QK8, (block) => [
      ...stepTies(block, reach),
      ...scaleTies(block, reach),
      ...sumTies(block, reach),
    ]),
  q8_K: (row, reach) =>
    ofBlocks(row, QK_K, (block) => [...stepTies(block, reach), ...signTies(block, reach)]),
};

/** Of GELU's results, which come of approximations of the exponential function that are good to this share of them. */
export function geluTies(results: Float32Array): Tie[] {
  return collect(results, (x) => floatStep(x, 10, GELU_REACH * Math.abs(x)));
}

const GELU_REACH = 1e-5;

/** Of a router's logits: an expert that might as well be among the `nUsed` best. */
export function routingTies(logits: Float32Array, nUsed: number): Tie[] {
  const reach = REACH * rootMeanSquare(logits);
  const order = Array.from(logits.keys()).sort((a, b) => logits[b]! - logits[a]!);
  const least = logits[order[nUsed - 1]!]!;
  return order
    .slice(nUsed)
    .filter((expert) => least - logits[expert]! <= reach)
    .map((element) => ({ element, value: least + BEYOND * reach }));
}

function ofBlocks(row: Float32Array, size: number, find: (block: Float32Array) => Tie[]): Tie[] {
  const ties: Tie[] = [];
  for (let at = 0; at < row.length; at += size)
    for (const { element, value } of find(row.subarray(at, at + size)))
      ties.push({ element: at + element, value });
  return ties;
}

function collect(row: Float32Array, find: (x: number) => readonly number[]): Tie[] {
  const ties: Tie[] = [];
  for (const [element, x] of row.entries())
    if (x !== 0) for (const value of find(x)) ties.push({ element, value });
  return ties;
}

/** Steps of 2^-nBits of the largest power of two that is not above the value. */
function floatTies(row: Float32Array, nBits: number, reach: number): Tie[] {
  return collect(row, (x) => floatStep(x, nBits, reach));
}

function floatStep(x: number, nBits: number, reach: number): number[] {
  return otherSide(x, 2 ** (Math.floor(Math.log2(Math.abs(x))) - nBits), reach);
}

/** Steps of 1/127 of the largest. */
function stepTies(block: Float32Array, reach: number): Tie[] {
  const step = Math.abs(block[largest(block)]!) / 127;
  return step === 0 ? [] : collect(block, (x) => otherSide(x, step, reach));
}

/** The step is rounded to f16 itself, */
function scaleTies(block: Float32Array, reach: number): Tie[] {
  const largestOne = Math.abs(block[largest(block)]!);
  return moveLargest(block, 127 * halfMiddle(largestOne / 127), reach);
}

/** and so is the step times the sum of all steps. */
function sumTies(block: Float32Array, reach: number): Tie[] {
  const step = Math.abs(block[largest(block)]!) / 127;
  const sum = Math.abs(block.reduce((total, x) => total + Math.round(x / step), 0));
  return step === 0 || sum === 0 ? [] : moveLargest(block, (127 * halfMiddle(step * sum)) / sum, reach);
}

function moveLargest(block: Float32Array, middle: number, reach: number): Tie[] {
  const element = largest(block);
  const sign = Math.sign(block[element]!);
  return beyond(Math.abs(block[element]!), middle, reach).map((value) => ({ element, value: sign * value }));
}

/** Of a superblock the largest value's sign is that of all steps. */
function signTies(block: Float32Array, reach: number): Tie[] {
  const first = block[largest(block)]!;
  return collect(block, (x) => {
    const isRival = Math.sign(x) !== Math.sign(first) && Math.abs(first) - Math.abs(x) <= reach;
    return isRival ? [-first - Math.sign(first) * BEYOND * reach] : [];
  });
}

function otherSide(x: number, step: number, reach: number): number[] {
  return beyond(x, (Math.floor(x / step) + 0.5) * step, reach);
}

function beyond(x: number, middle: number, reach: number): number[] {
  const distance = Math.abs(x - middle);
  if (distance > reach) return [];
  const far = BEYOND * reach;
  if (distance <= ON_THE_MIDDLE * reach) return [middle - far, middle + far];
  return [x > middle ? middle - far : middle + far];
}

/** The middle of the two f16 next to a positive value. */
function halfMiddle(value: number): number {
  const bits = f32ToF16(value);
  const nearest = f16ToF32(bits);
  return (nearest + f16ToF32(nearest > value ? bits - 1 : bits + 1)) / 2;
}

function largest(block: Float32Array): number {
  let best = 0;
  for (let i = 1; i < block.length; i++) if (Math.abs(block[i]!) > Math.abs(block[best]!)) best = i;
  return best;
}

function rootMeanSquare(row: Float32Array): number {
  return Math.sqrt(row.reduce((sum, x) => sum + x * x, 0) / row.length);
}
