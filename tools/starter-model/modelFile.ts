import path from 'node:path';

/** Where the built-in model lies in the repository. */
export const modelFile = path.resolve(import.meta.dirname, '../../media/starter-model.gguf');
