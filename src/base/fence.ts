/** The backticks around a Markdown code block: more than any run of them within, so that nothing in the code can end it. */
export function fenceFor(code: string): string {
  const longest = (code.match(/`+/g) ?? []).reduce((length, run) => Math.max(length, run.length), 0);
  return '`'.repeat(Math.max(3, longest + 1));
}
