import { env, l10n } from 'vscode';
import type { PanelStrings } from '../protocol/chat.ts';
import type { ModelInfo } from '../protocol/engine.ts';
import type { FailureHints } from './failure.ts';

/**
 * The machine whose files and processor the extension uses. Over SSH, in WSL or in a container it runs on the remote
 * side, and a path means a path there.
 */
export function machineName(remoteName: string | undefined): string {
  switch (remoteName) {
    case undefined:
      return l10n.t('this computer');
    case 'ssh-remote':
      return l10n.t('the SSH host');
    case 'wsl':
      return l10n.t('the WSL distribution');
    case 'dev-container':
    case 'attached-container':
      return l10n.t('the container');
    case 'codespaces':
      return l10n.t('the codespace');
    case 'tunnel':
      return l10n.t('the machine at the other end of the tunnel');
    default:
      return l10n.t('the remote machine ({0})', remoteName);
  }
}

export function builtInName(): string {
  return l10n.t('Built-in model');
}

/** On a person's own computer there is no doubt which machine a path means. `isBuiltIn`: what failed was the built-in model. */
export function failureHints(machine: string, isRemote: boolean, isBuiltIn: () => boolean): FailureHints {
  return {
    file: isRemote ? l10n.t('Burrow runs on {0}: model paths are paths there.', machine) : '',
    memory: l10n.t(
      'The memory of {0} counts. A smaller model, or a smaller context size, needs less of it.',
      machine,
    ),
    get context() {
      return isBuiltIn()
        ? l10n.t('The built-in model reads little at once: send less, or choose a larger model.')
        : l10n.t(
            'Start a new chat, send less, or set a larger context size if the model and the memory allow it.',
          );
    },
  };
}

export function modelDetail(model: ModelInfo): string {
  return [
    model.fileType,
    l10n.t('{0} parameters', parametersOf(model.nParams)),
    l10n.t('context {0}', model.nCtx),
    model.nThreads === 1 ? l10n.t('1 thread') : l10n.t('{0} threads', model.nThreads),
    bytesOf(model.memoryBytes),
  ].join(' · ');
}

/** `1.24 B` */
export function parametersOf(count: number): string {
  return scaled(count, 1000, ['', ' K', ' M', ' B', ' T']);
}

/** `1.24 GiB` */
export function bytesOf(count: number): string {
  return scaled(count, 1024, [' B', ' KiB', ' MiB', ' GiB', ' TiB']);
}

/** `1.24 B`: three digits and a unit. */
function scaled(value: number, base: number, units: readonly string[]): string {
  let step = 0;
  while (value >= base && step < units.length - 1) {
    value /= base;
    step++;
  }
  const digits = step === 0 ? 0 : Math.max(0, 2 - Math.floor(Math.log10(Math.max(1, value))));
  return `${value.toFixed(digits)}${units[step] ?? ''}`;
}

/** When something was, in the words of a list: `5 minutes ago`. */
export function ago(time: number, now = Date.now()): string {
  const minutes = Math.floor((now - time) / 60_000);
  if (minutes < 1) return l10n.t('just now');
  const steps = [
    { unit: 'minute', minutes: 1 },
    { unit: 'hour', minutes: 60 },
    { unit: 'day', minutes: 24 * 60 },
  ] as const;
  const step = steps.findLast((candidate) => minutes >= candidate.minutes) ?? steps[0];
  const count = Math.floor(minutes / step.minutes);
  return new Intl.RelativeTimeFormat(env.language, { numeric: 'auto' }).format(-count, step.unit);
}

export function panelStrings(machine: string): PanelStrings {
  return {
    you: l10n.t('You'),
    assistant: l10n.t('Burrow'),
    transcript: l10n.t('Chat transcript'),
    placeholder: l10n.t('Ask the model'),
    send: l10n.t('Send'),
    stop: l10n.t('Stop'),
    jumpToLatest: l10n.t('Jump to latest'),
    copy: l10n.t('Copy'),
    copied: l10n.t('Copied'),
    edit: l10n.t('Edit and ask again'),
    regenerate: l10n.t('Answer again'),
    continue: l10n.t('Continue'),
    cancel: l10n.t('Cancel'),
    previousVariant: l10n.t('Previous version'),
    nextVariant: l10n.t('Next version'),
    variant: l10n.t('{0}/{1}'),
    thinking: l10n.t('Thinking…'),
    thought: l10n.t('Thought'),
    thoughtFor: l10n.t('Thought for {0} s'),
    code: l10n.t('Code: {0}'),
    codeActions: l10n.t('Actions for code: {0}'),
    wrap: l10n.t('Wrap long lines'),
    lineNumbers: l10n.t('Line numbers'),
    showAll: l10n.t('Show {0} more characters'),
    insertCode: l10n.t('Insert at cursor'),
    applyCode: l10n.t('Apply to the selection or file, after a look at the changes'),
    newFile: l10n.t('Open as a new file'),
    plainText: l10n.t('text'),
    image: l10n.t('Image: {0}'),
    welcomeTitle: l10n.t('Chat with a local model'),
    welcome: l10n.t('Burrow runs the model itself, on {0}. Nothing you write leaves it.', machine),
    welcomeHint: l10n.t('Ask about your code, or select some and run Burrow: Explain Selection.'),
    starters: l10n.t('Things to try'),
    actions: {
      selectModel: l10n.t('Select Model…'),
      selectModelAndRetry: l10n.t('Select Model…'),
      retry: l10n.t('Retry'),
      newChat: l10n.t('New Chat'),
      openSettings: l10n.t('Open Settings'),
      showLog: l10n.t('Show Log'),
    },
    builtInNote: l10n.t('This is the small built-in model, and it makes mistakes.'),
    largerModel: l10n.t('Choose a larger model'),
    modelHint: l10n.t('Model: {0}. Select another…'),
    modelLoading: l10n.t('{0} ({1}%)'),
    starting: l10n.t('Starting'),
    loading: l10n.t('Loading the model: {0}%'),
    readingPrompt: l10n.t('Reading the prompt: {0}%'),
    readingPromptLeft: l10n.t('Reading the prompt: {0}%, about {1} s left'),
    attach: l10n.t('Attach…'),
    attachments: l10n.t('Attached'),
    completions: l10n.t('Suggestions'),
    removeNamed: l10n.t('Remove {0}'),
    tokens: l10n.t('{0} tokens'),
    tokensAbout: l10n.t('≈ {0} tokens'),
    dropHere: l10n.t('Drop to attach'),
    doesNotFit: l10n.t(
      'This does not fit: it takes {0} tokens with room for an answer, and the context has {1}.',
    ),
    checkingFit: l10n.t('Seeing whether it fits…'),
    leavesOut: l10n.t('The context is full. Oldest messages that will be left out: {0}.'),
    sendWithout: l10n.t('Send without the oldest messages ({0})'),
    sendAnyway: l10n.t('Send anyway, with room for an answer of {0} tokens'),
    attachHead: l10n.t('Attach only the beginning of {0}'),
    largerContext: l10n.t('Larger context…'),
    contextTitle: l10n.t('What fills the context'),
    contextOf: l10n.t('{0} of {1} tokens'),
    contextSystem: l10n.t('Instructions'),
    contextHistory: l10n.t('Conversation so far'),
    contextAttachments: l10n.t('Attached'),
    contextQuestion: l10n.t('Question'),
    contextReserve: l10n.t('Kept for the answer'),
    contextFree: l10n.t('Free'),
    contextOldest: l10n.t('When it is full, the oldest goes first: “{0}” ({1} tokens)'),
    answering: l10n.t('Generating'),
    answered: l10n.t('Done'),
    stopped: l10n.t('Stopped'),
    failed: l10n.t('Failed'),
    dropped: l10n.t('The conversation no longer fits the context. Oldest messages left out: {0}.'),
    contextFull: l10n.t('Context full: the answer ends here'),
    maxTokens: l10n.t('Reached the token limit'),
    context: l10n.t('The conversation fills {0} of {1} tokens of the context'),
    speed: l10n.t('{0} tokens/s'),
    firstToken: l10n.t('first token after {0} s'),
  };
}
