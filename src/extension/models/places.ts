import path from 'node:path';

/** What the places depend on. */
export interface Machine {
  readonly home: string;
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** A folder in which an app keeps models. */
export interface Place {
  readonly app: string;
  readonly folder: string;
  /** How the app keeps them: as `.gguf` files somewhere below, or as Ollama's manifests and blobs. */
  readonly layout: 'files' | 'ollama';
}

type Folders = (machine: Machine) => readonly (string | undefined)[];

/** Where apps keep their models; the folder that a variable names comes before the usual one. */
const apps: readonly { readonly app: string; readonly layout: Place['layout']; readonly folders: Folders }[] =
  [
    {
      app: 'Ollama',
      layout: 'ollama',
      folders: ({ home, platform, env }) => [
        env['OLLAMA_MODELS'],
        path.join(home, '.ollama/models'),
        ...(platform === 'linux' ? ['/usr/share/ollama/.ollama/models', '/var/lib/ollama/models'] : []),
      ],
    },
    {
      app: 'LM Studio',
      layout: 'files',
      folders: ({ home }) => [
        path.join(home, '.lmstudio/models'),
        path.join(home, '.cache/lm-studio/models'),
      ],
    },
    {
      app: 'Hugging Face',
      layout: 'files',
      folders: ({ home, env }) => [
        env['HF_HUB_CACHE'],
        env['HF_HOME'] && path.join(env['HF_HOME'], 'hub'),
        path.join(home, '.cache/huggingface/hub'),
      ],
    },
    {
      app: 'llama.cpp',
      layout: 'files',
      folders: ({ home, platform, env }) => [
        env['LLAMA_CACHE'],
        platform === 'darwin' ? path.join(home, 'Library/Caches/llama.cpp') : undefined,
        platform === 'win32' && env['LOCALAPPDATA'] ? path.join(env['LOCALAPPDATA'], 'llama.cpp') : undefined,
        path.join(home, '.cache/llama.cpp'),
      ],
    },
    {
      app: 'node-llama-cpp',
      layout: 'files',
      folders: ({ home }) => [path.join(home, '.node-llama-cpp/models')],
    },
    {
      app: 'Jan',
      layout: 'files',
      folders: ({ home, platform, env }) => [
        platform === 'darwin'
          ? path.join(home, 'Library/Application Support/Jan/data/llamacpp/models')
          : undefined,
        platform === 'win32' && env['APPDATA']
          ? path.join(env['APPDATA'], 'Jan/data/llamacpp/models')
          : undefined,
        path.join(home, '.config/Jan/data/llamacpp/models'),
      ],
    },
  ];

/** Each folder once, whether or not it is there. */
export function placesOn(machine: Machine): Place[] {
  const places = apps.flatMap(({ app, layout, folders }) =>
    folders(machine).flatMap((folder) =>
      folder === undefined || folder === '' ? [] : { app, layout, folder },
    ),
  );
  return places.filter(({ folder }, i) => places.findIndex((other) => other.folder === folder) === i);
}
