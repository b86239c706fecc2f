import type { ComposerHost } from '../attachments/composerHost.ts';
import type { Chat } from '../chat.ts';
import type { ChatView } from '../chatView.ts';
import type { Previews } from '../edits/previews.ts';
import type { EngineHost } from '../engineHost.ts';
import type { LocalModel } from '../localModel.ts';
import type { PromptView } from '../promptView.ts';
import type { Sessions } from '../sessions/sessions.ts';
import type { RecentModels } from '../models/recentModels.ts';
import type { RecentWishes } from '../recentWishes.ts';
import type { Writer } from '../writer.ts';

/** What commands act on. */
export interface Context {
  readonly chat: Chat;
  readonly view: ChatView;
  readonly engine: EngineHost;
  readonly model: LocalModel;
  readonly writer: Writer;
  readonly sessions: Sessions;
  readonly composer: ComposerHost;
  readonly previews: Previews;
  readonly prompts: PromptView;
  readonly recentModels: RecentModels;
  readonly recentWishes: RecentWishes;
  /** The machine that the extension runs on, in words. */
  readonly machine: string;
}

/** What runs when a person calls a command; what it throws is shown to them. */
export type Command = (context: Context) => (...args: readonly unknown[]) => unknown;
