import assert from 'node:assert/strict';
import { installVscode } from '../vscodeStub.ts';

installVscode();
const { largerSizes } = await import('../../../src/extension/attachments/contextSize.ts');

describe('extension/attachments/contextSize', () => {
  it('offers the powers of two above, up to what the model was made for', () => {
    assert.deepEqual(largerSizes(8192, 40_000), [16_384, 32_768, 40_000]);
    assert.deepEqual(largerSizes(5000, 8192), [8192]);
    assert.deepEqual(largerSizes(8192, 8192), []);
  });
});
