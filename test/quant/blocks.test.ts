import assert from 'node:assert/strict';
import { quantTypeNames, quantTypes, type QuantTypeName } from '../../src/quant/index.ts';

/** A block computed by hand: bytes by offset (zero elsewhere), and weights by index. */
interface HandBlock {
  readonly bytes: Readonly<Record<number, readonly number[]>>;
  readonly weights: Readonly<Record<number, number>>;
}

// f16
const QUARTER = [0x00, 0x34];
const HALF = [0x00, 0x38];
const ONE = [0x00, 0x3c];
const MINUS_ONE = [0x00, 0xbc];

/*
 * Of the codebooks these blocks use, copied from ggml-common.h:
 *
 *   iq1s      0: -1 … -1                     1: 1 -1 … -1
 *          1027: 1 -1 0 0 0 0 0 0         2046: -1 1 1 1 1 1 1 1
 *   iq2xxs    0: 8 … 8                       1: 43 8 … 8                   2: 25 25 8 … 8
 *           131: 8 25 8 25 43 43 43 8      254: 8 8 25 25 8 43 43 43
 *   iq2xs     1: 43 8 … 8                  259: 43 8 25 8 8 8 8 25       510: 25 8 25 43 43 43 43 43
 *   iq2s    515: 43 25 8 25 25 8 8 25     1022: 8 43 8 43 43 43 43 43
 *   iq3xxs  131: 28 44 36 20               254: 36 20 44 62
 *   iq3s      1: 3 1 1 1                   259: 3 9 9 5                  510: 3 7 13 15
 */

// scales: s0 = 2, s1 = 1, s4 = 10 + 16·1, s7 = 15 + 16·3;  minima: m0 = 3, m1 = 4, m4 = 5 + 16·2
const SCALES_K4 = [0x42, 0x01, 0x00, 0xc1, 0x83, 0x04, 0x00, 0x00, 0x5a, 0x00, 0x00, 0x0f];

const handBlocks: Readonly<Record<QuantTypeName, HandBlock>> = {
  F32: { bytes: { 0: [0x00, 0x00, 0xc0, 0xbf] }, weights: { 0: -1.5 } },
  F16: { bytes: { 0: [0x00, 0xbe] }, weights: { 0: -1.5 } },
  BF16: { bytes: { 0: [0xc0, 0xbf] }, weights: { 0: -1.5 } },
  Q4_0: {
    bytes: { 0: HALF, 2: [0x1f], 17: [0x80] },
    weights: { 0: 0.5 * (15 - 8), 16: 0.5 * (1 - 8), 15: 0.5 * (0 - 8), 31: 0, 5: -4 },
  },
  Q4_1: {
    bytes: { 0: HALF, 2: MINUS_ONE, 4: [0x1f], 19: [0x80] },
    weights: { 0: 0.5 * 15 - 1, 16: 0.5 * 1 - 1, 15: -1, 31: 0.5 * 8 - 1 },
  },
  Q5_0: {
    // fifth bits of weights 0, 16 and 31
    bytes: { 0: HALF, 2: [0x01, 0x00, 0x01, 0x80], 6: [0x21] },
    weights: { 0: 0.5 * (17 - 16), 16: 0.5 * (18 - 16), 31: 0.5 * (16 - 16), 15: 0.5 * (0 - 16) },
  },
  Q5_1: {
    bytes: { 0: HALF, 2: ONE, 4: [0x01, 0x00, 0x01, 0x80], 8: [0x21] },
    weights: { 0: 0.5 * 17 + 1, 16: 0.5 * 18 + 1, 31: 0.5 * 16 + 1, 15: 1 },
  },
  Q8_0: {
    bytes: { 0: HALF, 2: [127, 128], 33: [255] },
    weights: { 0: 63.5, 1: -64, 2: 0, 31: -0.5 },
  },
  Q2_K: {
    bytes: {
      0: [0x21, 0x04, 0x13, 0x00, 0x0f, 0x00, 0xf0, 0x00, 0x02],
      15: [0x11],
      16: [0b11_10_01_00],
      32: [0b00_00_00_11],
      48: [0b00_00_00_01],
      79: [0b11_00_00_00],
      80: HALF,
      82: QUARTER,
    },
    weights: {
      0: 0.5 * 1 * 0 - 0.25 * 2,
      32: 0.5 * 3 * 1 - 0.25 * 1,
      64: 0.5 * 15 * 2,
      96: -0.25 * 15,
      16: 0.5 * 4 * 3,
      128: 0.5 * 2 * 1,
      255: 0.5 * 1 * 3 - 0.25 * 1,
    },
  },
  Q3_K: {
    // scales: s0 = 33, s4 = 35, s8 = 31, s12 = 48, s15 = 34
    bytes: {
      0: [0b0001_0001],
      31: [0b1000_0000],
      32: [0b00_10_00_11],
      64: [0b00_11_00_01],
      95: [0b10_00_00_00],
      96: [0xf1],
      100: [0x03],
      103: [0x20],
      104: [0b11_01_10_10],
      107: [0b10_00_00_00],
      108: HALF,
    },
    weights: {
      0: 0.5 * 1 * 3,
      1: 0.5 * 1 * (0 - 4),
      64: 0.5 * 3 * (2 - 4),
      128: 0.5 * -1 * 1,
      192: 0.5 * 16 * (3 - 4),
      255: 0.5 * 2 * 2,
    },
  },
  Q4_K: {
    bytes: { 0: HALF, 2: QUARTER, 4: SCALES_K4, 16: [0x7f], 80: [0x01], 143: [0x20] },
    weights: {
      0: 0.5 * 2 * 15 - 0.25 * 3,
      32: 0.5 * 1 * 7 - 0.25 * 4,
      128: 0.5 * 26 * 1 - 0.25 * 37,
      255: 0.5 * 63 * 2,
    },
  },
  Q5_K: {
    // fifth bits: sub-blocks 0 and 4 of weight 0, sub-block 7 of weight 31
    bytes: {
      0: HALF,
      2: QUARTER,
      4: SCALES_K4,
      16: [0b0001_0001],
      47: [0b1000_0000],
      48: [0x7f],
      112: [0x01],
      175: [0x20],
    },
    weights: {
      0: 0.5 * 2 * 31 - 0.25 * 3,
      32: 0.5 * 1 * 7 - 0.25 * 4,
      128: 0.5 * 26 * 17 - 0.25 * 37,
      255: 0.5 * 63 * 18,
    },
  },
  Q6_K: {
    bytes: {
      0: [0x5f],
      32: [0x21],
      127: [0xf0],
      128: [0b01_00_10_11],
      160: [0b00_00_00_11],
      191: [0b11_00_00_00],
      192: [1, 0, 0xfe, 0, 3, 0, 0x80, 0, 2],
      207: [1],
      208: HALF,
    },
    weights: {
      0: 0.5 * 1 * (63 - 32),
      32: 0.5 * -2 * (33 - 32),
      64: 0.5 * 3 * (5 - 32),
      96: 0.5 * -128 * (18 - 32),
      128: 0.5 * 2 * (48 - 32),
      255: 0.5 * 1 * (63 - 32),
    },
  },
  IQ4_NL: {
    bytes: { 0: HALF, 2: [0x0f], 17: [0x87] },
    weights: { 0: 0.5 * 113, 16: 0.5 * -127, 15: 0.5 * -10, 31: 0.5 * 1 },
  },
  IQ4_XS: {
    // scales: s0 = 33, s1 = 31, s7 = 63
    bytes: {
      0: HALF,
      2: [0b00_00_01_10, 0b11_00_00_00],
      4: [0xf1],
      7: [0xf0],
      8: [0x9f],
      24: [0x08],
      135: [0xa0],
    },
    weights: {
      0: 0.5 * 1 * 113,
      16: 0.5 * 1 * 13,
      32: 0.5 * -1 * 1,
      48: 0.5 * -1 * -127,
      255: 0.5 * 31 * 25,
    },
  },
  IQ1_S: {
    // entries 1027 = 3 + 4·256 and 2046 = 254 + 7·256 in sub-block 0, of scale 3; 1 in sub-block 7, of scale 7 and -delta
    bytes: { 0: HALF, 2: [3, 254], 33: [1], 34: u16(4 | (7 << 3) | (3 << 12)), 48: u16(0xf000) },
    weights: {
      0: 0.5 * 7 * (1 + 1 / 8),
      1: 0.5 * 7 * (-1 + 1 / 8),
      2: (0.5 * 7) / 8,
      8: 0.5 * 7 * (-1 + 1 / 8),
      9: 0.5 * 7 * (1 + 1 / 8),
      248: 0.5 * 15 * (1 - 1 / 8),
      255: 0.5 * 15 * (-1 - 1 / 8),
    },
  },
  IQ1_M: {
    // entries as in IQ1_S; d = 0x3800 in the top nibbles of the scales, which are s0 = 1, s1 = 2, s15 = 5
    bytes: {
      0: [3, 254],
      31: [1],
      32: [0xf4],
      47: [0x80],
      48: [...u16(1 | (2 << 3)), ...u16(0), ...u16(0x8000), ...u16(0x3000 | (5 << 9))],
    },
    weights: {
      0: 0.5 * 3 * (1 + 1 / 8),
      1: 0.5 * 3 * (-1 + 1 / 8),
      8: 0.5 * 3 * (-1 - 1 / 8),
      9: 0.5 * 3 * (1 - 1 / 8),
      16: 0.5 * 5 * (-1 + 1 / 8),
      248: 0.5 * 11 * (1 - 1 / 8),
      255: 0.5 * 11 * (-1 - 1 / 8),
    },
  },
  IQ2_XXS: {
    // signs 1 and 127 get an eighth minus, 3 does not; scales: s0 = 5, s7 = 15
    bytes: {
      0: HALF,
      2: [1, 2, 131, 0],
      6: u32(1 | (3 << 7) | (127 << 21) | (5 << 28)),
      61: [254],
      62: u32(15 << 28),
    },
    weights: {
      0: ((0.5 * 11) / 8) * -43,
      1: ((0.5 * 11) / 8) * 8,
      7: ((0.5 * 11) / 8) * -8,
      9: ((0.5 * 11) / 8) * -25,
      15: ((0.5 * 11) / 8) * 8,
      19: ((0.5 * 11) / 8) * 25,
      24: ((0.5 * 11) / 8) * -8,
      31: ((0.5 * 11) / 8) * -8,
      253: ((0.5 * 31) / 8) * 43,
    },
  },
  IQ2_XS: {
    // scales: s0 = 2, s1 = 3, s15 = 15
    bytes: {
      0: HALF,
      2: u16(259 | (2 << 9)),
      6: u16(1),
      64: u16(510),
      66: [0x32],
      73: [0xf0],
    },
    weights: {
      0: ((0.5 * 5) / 8) * 43,
      1: ((0.5 * 5) / 8) * -8,
      2: ((0.5 * 5) / 8) * 25,
      7: ((0.5 * 5) / 8) * -25,
      16: ((0.5 * 7) / 8) * 43,
      248: ((0.5 * 31) / 8) * 25,
      255: ((0.5 * 31) / 8) * 43,
    },
  },
  IQ2_S: {
    // entries 515 = 3 + 2·256 and 1022 = 254 + 3·256; scales: s0 = 1, s15 = 4
    bytes: {
      0: HALF,
      2: [3],
      33: [254],
      34: [0b1000_0001],
      65: [0b0000_0010],
      66: [2],
      73: [0b1100_0000],
      74: [0x01],
      81: [0x40],
    },
    weights: {
      0: ((0.5 * 3) / 8) * -43,
      1: ((0.5 * 3) / 8) * 25,
      7: ((0.5 * 3) / 8) * -25,
      248: ((0.5 * 9) / 8) * 8,
      249: ((0.5 * 9) / 8) * -43,
      255: ((0.5 * 9) / 8) * 43,
    },
  },
  IQ3_XXS: {
    // signs 0b0010001 get no eighth minus, 0b1000000 do; scales: s0 = 3, s7 = 15
    bytes: {
      0: HALF,
      2: [131, 254],
      65: [131],
      66: u32(0b0010001 | (3 << 28)),
      94: u32((0b1000000 << 21) | (15 << 28)),
    },
    weights: {
      0: ((0.5 * 7) / 4) * -28,
      1: ((0.5 * 7) / 4) * 44,
      3: ((0.5 * 7) / 4) * 20,
      4: ((0.5 * 7) / 4) * -36,
      7: ((0.5 * 7) / 4) * 62,
      252: ((0.5 * 31) / 4) * 28,
      254: ((0.5 * 31) / 4) * -36,
      255: ((0.5 * 31) / 4) * -20,
    },
  },
  IQ3_S: {
    // entries 259 = 3 + 256, 1, and 510 = 254 + 256; scales: s0 = 2, s7 = 15
    bytes: {
      0: HALF,
      2: [3, 1],
      65: [254],
      66: [0b0000_0001],
      73: [0b1000_0000],
      74: [0b1001_0000],
      105: [0b1000_0000],
      106: [0x02],
      109: [0xf0],
    },
    weights: {
      0: 0.5 * 5 * 3,
      1: 0.5 * 5 * 9,
      3: 0.5 * 5 * 5,
      4: 0.5 * 5 * -3,
      6: 0.5 * 5 * 1,
      7: 0.5 * 5 * -1,
      252: 0.5 * 31 * 3,
      255: 0.5 * 31 * -15,
    },
  },
};

function u16(value: number): number[] {
  return [value & 255, (value >> 8) & 255];
}

function u32(value: number): number[] {
  return [...u16(value), ...u16(value >> 16)];
}

describe('quant: blocks computed by hand', () => {
  for (const name of quantTypeNames) {
    it(name, () => {
      const type = quantTypes[name];
      const { bytes, weights } = handBlocks[name];
      const block = new Uint8Array(type.typeSize);
      for (const [at, some] of Object.entries(bytes)) block.set(some, Number(at));
      const decoded = new Float32Array(type.blockSize);
      type.dequantizeInto(decoded, block);
      for (const [index, weight] of Object.entries(weights)) {
        assert.equal(decoded[Number(index)], weight, `weight ${index}`);
      }
    });
  }
});
