import { fenceFor } from '../src/base/fence.ts';

/** The least that is taken for code where the clipboard does not say so. */
const MIN_CODE_LINES = 3;

/**
 * Pasted code as a block, so that it is sent as it was copied; undefined for anything else, and within a block that is
 * already there. `language`: what the editor says of its own copies.
 */
export function pastedBlock(text: string, before: string, language: string | undefined): string | undefined {
  const code = text.replace(/\r\n?/g, '\n').replace(/^\n+|\s+$/g, '');
  if (!code.includes('\n') || isInFence(before)) return undefined;
  if (language === undefined && !looksLikeCode(code)) return undefined;
  const fence = fenceFor(code);
  const start = before === '' || before.endsWith('\n') ? '' : '\n';
  const name = language === undefined || language === 'plaintext' ? '' : language.replace(/[^\w#+.-]/g, '');
  return `${start}${fence}${name}\n${code}\n${fence}\n`;
}

function isInFence(before: string): boolean {
  return (before.match(/^ {0,3}```/gm) ?? []).length % 2 === 1;
}

/** Most lines are indented, or end as statements do. */
function looksLikeCode(text: string): boolean {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  if (lines.length < MIN_CODE_LINES || text.includes('```')) return false;
  const codeLike = lines.filter((line) =>
    /^(?:\t| {2,})\S|[;{}()[\],>:]\s*$|^\s*(?:\/\/|#include|import |from )/.test(line),
  );
  return codeLike.length * 2 > lines.length;
}
