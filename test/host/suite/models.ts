// The models of the suites: GGUF files whose answers are known because they were written into the weights.
import fs from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { scriptedModel, type ScriptedModelOptions } from '../../support/scriptedModel.ts';

/** Everything that the suite leaves behind, its screenshots among them. */
const outputFolder = process.env['BURROW_OUTPUT'] ?? '';

export const greeting = 'Hello from inside the editor: no server, no network, just naïve arithmetic. ✓';
export const explanation = 'This function returns the sum of its two arguments.';
export const otherwise = 'I was not asked that.';
/** Begins the answer that never ends. */
export const endless = 'one and two and three and more';

/** Answers by what the question contains: "hello", "Explain this code", "count"; anything else with `otherwise`. */
export function talkingModel(options: Partial<ScriptedModelOptions> = {}): Uint8Array {
  return scriptedModel({
    name: 'Talking',
    answers: [
      { text: otherwise },
      { when: 'hello', text: greeting },
      { when: 'Explain this code', text: explanation },
      { when: 'count', text: `${endless} `, endless: true },
    ],
    ...options,
  }).bytes;
}

/** The same answers, but tokens that take their time: what is stopped, hidden or killed must still be at it. */
export function slowModel(): Uint8Array {
  return talkingModel({ nLayer: 8, nEmbd: 1024, nFf: 4096, layerType: 'Q4_0', nCtx: 8192 });
}

export function writeModel(name: string, bytes: Uint8Array): string {
  const file = path.join(outputFolder, 'models', name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, bytes);
  return file;
}

/** As a person's own settings do; '' for none. */
export async function chooseModel(file: string): Promise<void> {
  await setSetting('modelPath', file === '' ? undefined : file);
}

export async function setSetting(name: string, value: unknown): Promise<void> {
  await vscode.workspace.getConfiguration('burrow').update(name, value, vscode.ConfigurationTarget.Global);
}
