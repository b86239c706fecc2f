/** The command line's entry: `node dist/cli.js [chat|tokenize|inspect] …`, on the same engine worker as the extension. */
import path from 'node:path';
import { unreachable } from '../base/assert.ts';
import { LlmError } from '../base/errors.ts';
import { EngineClient } from '../client/engineClient.ts';
import { type Arguments, parseArguments, UsageError } from './args.ts';
import { chat, INTERRUPTED } from './chat.ts';
import { inspect } from './inspect.ts';
import { tokenize } from './tokenize.ts';

/** Exit codes: 0 done, 1 it failed, 2 the command line makes no sense, 130 stopped by Ctrl-C. */
async function main(argv: readonly string[]): Promise<number> {
  let args: Arguments;
  try {
    args = parseArguments(argv);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`error: ${error.message}\nSee --help.\n`);
    return 2;
  }
  if (args.command === 'help') {
    process.stdout.write(args.text);
    return 0;
  }

  const client = new EngineClient({ workerPath: path.join(import.meta.dirname, 'engine.js') });
  client.onDidLog((text) => process.stderr.write(`${text}\n`));
  try {
    switch (args.command) {
      case 'chat':
        return await chat(client, args);
      case 'tokenize':
        return await tokenize(client, args);
      case 'inspect':
        return await inspect(client, args);
      default:
        return unreachable(args);
    }
  } catch (error) {
    if (!(error instanceof LlmError)) throw error;
    if (error.code === 'cancelled') return INTERRUPTED;
    process.stderr.write(`error: ${error.message}\n`);
    return 1;
  } finally {
    client.dispose();
  }
}

// `cli.js … | head` closes the pipe: whoever reads has enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

process.exitCode = await main(process.argv.slice(2));
