import assert from 'node:assert/strict';
import { kvLayout, kvPlanes, kvPositions } from '../../src/kernels/kernels.ts';

describe('kernels/kvLayout', () => {
  for (const type of ['f16', 'f32'] as const) {
    for (const headDim of [20, 64, 80, 128]) {
      it(`has planes that make up the whole cache: ${type}, heads of ${headDim}`, () => {
        const layout = kvLayout(type, 101, 3, headDim);
        const planes = kvPlanes(layout);
        const bytesOf = (of: (typeof planes)['k']): number =>
          of.reduce((sum, { count, positionBytes }) => sum + count * positionBytes, 0) * 3 * kvPositions(101);
        assert.deepEqual([bytesOf(planes.k), bytesOf(planes.v)], [layout.kBytes, layout.vBytes]);
      });
    }
  }
});
