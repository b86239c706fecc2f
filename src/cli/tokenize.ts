import { builtInModelPath } from '../client/builtInModel.ts';
import type { EngineClient } from '../client/engineClient.ts';
import type { TokenizeArguments } from './args.ts';

/** `tokenize`: standard input to token ids. */
export async function tokenize(client: EngineClient, args: TokenizeArguments): Promise<number> {
  const { tokens, pieces } = await client.request('file/tokenize', {
    modelPath: args.model ?? builtInModelPath,
    text: await readAll(process.stdin),
    addSpecial: args.addSpecial,
    parseSpecial: args.parseSpecial,
  });
  if (args.json) process.stdout.write(`${JSON.stringify(tokens)}\n`);
  else {
    const lines = tokens.map((id, i) => `${String(id).padStart(7)}  ${JSON.stringify(pieces[i])}\n`);
    process.stdout.write(lines.join(''));
  }
  return 0;
}

/** As the bytes are: no newline is cut off, and a byte order mark is text. */
async function readAll(stream: NodeJS.ReadableStream): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
