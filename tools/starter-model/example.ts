/** A conversation to learn from or to be judged by. */
export interface Example {
  readonly messages: readonly Message[];
}

export interface Message {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}
