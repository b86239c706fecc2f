import { describeStories } from '../reference/stories.ts';
import { loadComputeModel, requireDist } from './openComputeModel.ts';

describe('the reference models on WasmOps', () => {
  before(requireDist);
  describeStories({
    name: 'wasmOps',
    arithmetic: 'ggml',
    load: (modelPath) => loadComputeModel(modelPath),
  });
});
