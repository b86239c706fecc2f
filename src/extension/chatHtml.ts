import type { PanelStrings } from '../protocol/chat.ts';

export interface ChatHtmlOptions {
  /** What the editor serves local resources from, `webview.cspSource`. */
  readonly cspSource: string;
  readonly nonce: string;
  readonly scriptUri: string;
  readonly styleUri: string;
  /** BCP 47, the editor's display language. */
  readonly language: string;
  readonly strings: PanelStrings;
}

/**
 * The panel's document. It may run one script and use one style sheet with its font, and fetch nothing: no image, no
 * frame, no connection.
 */
export function chatHtml(options: ChatHtmlOptions): string {
  const { cspSource, nonce } = options;
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    `style-src ${cspSource}`,
    `font-src ${cspSource}`,
    `base-uri 'none'`,
    `form-action 'none'`,
  ].join('; ');
  return `<!doctype html>
<html lang="${escapeHtml(options.language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${escapeHtml(options.styleUri)}">
<title>Burrow</title>
</head>
<body data-strings="${escapeHtml(JSON.stringify(options.strings))}">
<script type="module" nonce="${nonce}" src="${escapeHtml(options.scriptUri)}"></script>
</body>
</html>
`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => entities[character] ?? character);
}
