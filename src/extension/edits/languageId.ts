/** What people and models write after a fence, where it is not the editor's own id. */
const aliases: Readonly<Record<string, string>> = {
  js: 'javascript',
  mjs: 'javascript',
  node: 'javascript',
  jsx: 'javascriptreact',
  ts: 'typescript',
  tsx: 'typescriptreact',
  py: 'python',
  python3: 'python',
  sh: 'shellscript',
  bash: 'shellscript',
  zsh: 'shellscript',
  shell: 'shellscript',
  console: 'shellscript',
  ps1: 'powershell',
  pwsh: 'powershell',
  bat: 'bat',
  cmd: 'bat',
  'c++': 'cpp',
  cc: 'cpp',
  hpp: 'cpp',
  h: 'c',
  cs: 'csharp',
  'c#': 'csharp',
  'f#': 'fsharp',
  rb: 'ruby',
  rs: 'rust',
  golang: 'go',
  kt: 'kotlin',
  md: 'markdown',
  yml: 'yaml',
  docker: 'dockerfile',
  make: 'makefile',
  tex: 'latex',
  patch: 'diff',
  objc: 'objective-c',
};

/** The editor's id of a code block's language; `plaintext` where the editor does not know it. */
export function languageId(name: string, known: readonly string[]): string {
  const wanted = aliases[name.toLowerCase()] ?? name.toLowerCase();
  return known.includes(wanted) ? wanted : 'plaintext';
}
