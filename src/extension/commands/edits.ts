import type { Command } from './context.ts';

export const acceptChanges: Command =
  ({ previews }) =>
  () =>
    previews.accept();

export const discardChanges: Command =
  ({ previews }) =>
  () =>
    previews.discard();

export const retryChanges: Command =
  ({ previews }) =>
  () => {
    previews.retry();
  };
