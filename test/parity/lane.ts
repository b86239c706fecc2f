/*
 * One of the processes that run.ts shares the checks out to: told a choice by its first message, then numbers of checks,
 * each answered with its result. It ends when run.ts lets go of it.
 */
import { messageOf } from '../../src/base/errors.ts';
import { ModelFolder } from '../compute/openComputeModel.ts';
import type { Result } from './check.ts';
import { type Choice, listChecks } from './checks.ts';
import { LlamaCpp } from './llamaCpp.ts';

const folder = new ModelFolder();
process.once('exit', () => {
  folder.remove();
});
let llama = await LlamaCpp.start();

process.once('message', (choice: Choice) => {
  const checks = listChecks(choice, folder);
  process.on('message', (index: number) => {
    void run(index).then((result) => process.send!(result));
  });
  process.send!({ system: llama.system });

  async function run(index: number): Promise<Result> {
    const { name } = checks[index]!;
    // What one file does to it must not count against the next.
    if (llama.hasEnded) llama = await LlamaCpp.start();
    try {
      return { name, ...(await checks[index]!.run(llama)) };
    } catch (error) {
      return { name, problem: messageOf(error) };
    }
  }
});
process.once('disconnect', () => {
  llama.dispose();
  process.exit();
});
process.send!('ready');
