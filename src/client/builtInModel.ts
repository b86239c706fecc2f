import path from 'node:path';

/** The model that comes with the project: what answers where none is chosen. The bundles of dist/ find it beside them. */
export const builtInModelPath = path.join(import.meta.dirname, '../media/starter-model.gguf');

/** It was taught one answer to each question: the likeliest token is the one it means, and chance only spoils it. */
export const builtInSampling = { temperature: 0 } as const;
