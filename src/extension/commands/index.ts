import { addToChat, attach } from './attach.ts';
import { ask, newChat, openChat, stop } from './chat.ts';
import { selectPreset, setSystemPrompt } from './chatOptions.ts';
import { generateCommitMessage } from './commit.ts';
import type { Command } from './context.ts';
import { acceptChanges, discardChanges, retryChanges } from './edits.ts';
import { editSelection } from './editSelection.ts';
import { selectModel, unloadModel } from './model.ts';
import { showRenderedPrompt } from './prompt.ts';
import {
  addDocumentation,
  explainProblem,
  explainSelection,
  fixSelection,
  refactorSelection,
  reviewSelection,
  writeTests,
} from './selection.ts';
import { deleteChat, exportChat, importChat, renameChat, showChats } from './sessions.ts';

/** Every command, by the id that package.json contributes. */
export const commands = {
  'burrow.openChat': openChat,
  'burrow.newChat': newChat,
  'burrow.ask': ask,
  'burrow.attach': attach,
  'burrow.addToChat': addToChat,
  'burrow.explainSelection': explainSelection,
  'burrow.explainProblem': explainProblem,
  'burrow.fixSelection': fixSelection,
  'burrow.writeTests': writeTests,
  'burrow.addDocumentation': addDocumentation,
  'burrow.refactorSelection': refactorSelection,
  'burrow.reviewSelection': reviewSelection,
  'burrow.editSelection': editSelection,
  'burrow.generateCommitMessage': generateCommitMessage,
  'burrow.stop': stop,
  'burrow.showChats': showChats,
  'burrow.renameChat': renameChat,
  'burrow.deleteChat': deleteChat,
  'burrow.exportChat': exportChat,
  'burrow.importChat': importChat,
  'burrow.setSystemPrompt': setSystemPrompt,
  'burrow.selectPreset': selectPreset,
  'burrow.showRenderedPrompt': showRenderedPrompt,
  'burrow.acceptChanges': acceptChanges,
  'burrow.discardChanges': discardChanges,
  'burrow.retryChanges': retryChanges,
  'burrow.selectModel': selectModel,
  'burrow.unloadModel': unloadModel,
} satisfies Readonly<Record<string, Command>>;
