import { readFileSync } from 'node:fs';
import { openScalarModel } from '../runtime/openScalarModel.ts';
import { describeStories } from './stories.ts';

describeStories({
  name: 'ScalarOps, exact',
  arithmetic: 'exact',
  equalRows: 1,
  load: (path) => openScalarModel(readFileSync(path), 'exact'),
});

// One activation rounded the other way, because a sum was, moves all that follows it: so not all rows can be equal.
// The fewest are in F16 files, whose roundings are the finest.
describeStories({
  name: 'ScalarOps, ggml',
  arithmetic: 'ggml',
  equalRows: 0.05,
  load: (path) => openScalarModel(readFileSync(path), 'ggml'),
});
