/**
 * Enter that means: done. An input method composes words with Enter too; such an Enter, which older ones send as key
 * 229, is not ours.
 */
export function isPlainEnter(event: KeyboardEvent): boolean {
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- nothing else tells the case of older input methods
  return event.key === 'Enter' && !event.shiftKey && !event.isComposing && event.keyCode !== 229;
}
