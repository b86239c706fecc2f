// Where the extension keeps the chats of this workspace.
import fs from 'node:fs';
import path from 'node:path';

const profile = path.join(process.env['BURROW_OUTPUT'] ?? '', 'profile');

export function chatsFolder(): string {
  const storages = path.join(profile, 'User/workspaceStorage');
  const folders = fs
    .readdirSync(storages)
    .map((name) => path.join(storages, name, 'burrow.burrow/chats'))
    .filter((folder) => fs.existsSync(folder));
  if (folders.length !== 1)
    throw new Error(`expected one folder of chats, found ${folders.join(', ') || 'none'}`);
  return folders[0] ?? '';
}
