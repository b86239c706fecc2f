import * as vscode from 'vscode';

/** Lets the person choose a larger context, up to what the model was made for. Gives true if they did. */
export async function pickContextSize(model: {
  readonly nCtx: number;
  readonly nCtxTrain: number;
}): Promise<boolean> {
  const items = largerSizes(model.nCtx, model.nCtxTrain).map((size) => ({
    label: vscode.l10n.t('{0} tokens', size.toLocaleString()),
    description: size === model.nCtxTrain ? vscode.l10n.t('all that the model was made for') : '',
    size,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Context Size'),
    placeHolder: vscode.l10n.t(
      'Now {0} tokens; a larger context takes more memory',
      model.nCtx.toLocaleString(),
    ),
  });
  if (picked === undefined) return false;
  await vscode.workspace
    .getConfiguration('burrow')
    .update('contextSize', picked.size, vscode.ConfigurationTarget.Global);
  return true;
}

/** Powers of two above the one, and the other. */
export function largerSizes(nCtx: number, nCtxTrain: number): number[] {
  const sizes: number[] = [];
  for (let size = 2 ** (Math.floor(Math.log2(nCtx)) + 1); size < nCtxTrain; size *= 2) sizes.push(size);
  return nCtx < nCtxTrain ? [...sizes, nCtxTrain] : [];
}
