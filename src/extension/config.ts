import { homedir } from 'node:os';
import path from 'node:path';
import { LlmError } from '../base/errors.ts';
import { builtInModelPath, builtInSampling } from '../client/builtInModel.ts';
import type { ChatParams, LoadParams } from '../protocol/engine.ts';
import type { Preset } from './sessions/session.ts';

/** How a setting is read: its default, and its value if that is of the right kind. */
interface Setting<T> {
  readonly default: T;
  /** Only the machine's own settings count: a workspace must not choose what is run on it. */
  readonly machine: boolean;
  /** What parse accepts, in words, for the message. */
  readonly expected: string;
  parse(value: unknown): T | undefined;
}

/** A system prompt beyond this fills a whole context by itself. */
const MAX_PROMPT_CHARS = 100_000;

const MEGABYTE = 1 << 20;

/** The settings under `burrow.`; package.json describes each to the person. */
export const settings = {
  modelPath: { ...textSetting(4_096), machine: true },
  draftModelPath: { ...textSetting(4_096), machine: true },
  contextSize: numberSetting({ integer: true, min: 0, max: 1_048_576, default: 0 }),
  threads: { ...numberSetting({ integer: true, min: 0, max: 256, default: 0 }), machine: true },
  kvCacheType: choiceSetting(['f16', 'f32', 'q8_0']),
  idleUnloadMinutes: numberSetting({ min: 0, max: 10_080, default: 15 }),
  conversationMemory: {
    ...numberSetting({ integer: true, min: 0, max: 1_048_576, default: 512 }),
    machine: true,
  },
  conversationDisk: {
    ...numberSetting({ integer: true, min: 0, max: 1_048_576, default: 0 }),
    machine: true,
  },
  speculation: flagSetting(true),
  temperature: numberSetting({ min: 0, max: 5, default: 0.8 }),
  topK: numberSetting({ integer: true, min: 0, max: 1_000_000, default: 40 }),
  topP: numberSetting({ min: 0, max: 1, default: 0.95 }),
  minP: numberSetting({ min: 0, max: 1, default: 0.05 }),
  repeatPenalty: numberSetting({ min: 0.1, max: 5, default: 1 }),
  seed: numberSetting({ integer: true, min: -1, max: 4_294_967_294, default: -1 }),
  maxTokens: numberSetting({ integer: true, min: 0, max: 1_048_576, default: 0 }),
  systemPrompt: textSetting(MAX_PROMPT_CHARS),
};

export type SettingName = keyof typeof settings;

export type Config = {
  readonly [K in SettingName]: (typeof settings)[K] extends Setting<infer T> ? T : never;
};

/** One setting's values as the editor has them; `WorkspaceConfiguration.inspect` gives the first two. */
export interface SettingValues {
  readonly globalValue?: unknown;
  /** With the workspace's values on top. */
  readonly effectiveValue: unknown;
}

/** Throws `request` for a value of the wrong kind, naming the setting: a silent default would hide the mistake. */
export function readConfig(valuesOf: (name: SettingName) => SettingValues): Config {
  const entries = Object.entries(settings).map(([name, setting]) => [
    name,
    readSetting(name, setting, valuesOf(name as SettingName)),
  ]);
  return Object.fromEntries(entries) as Config;
}

function readSetting(name: string, setting: Setting<unknown>, values: SettingValues): unknown {
  const value = setting.machine ? values.globalValue : values.effectiveValue;
  if (value === undefined) return setting.default;
  const parsed = setting.parse(value);
  if (parsed !== undefined) return parsed;
  throw new LlmError(
    'request',
    `burrow.${name}: expected ${setting.expected}, found ${JSON.stringify(value).slice(0, 100)}`,
  );
}

/**
 * `storageDir` is where the extension may keep what it likes. Throws `file` unless the models' paths are absolute: the
 * engine's working directory is nobody's business.
 */
export function loadParams(config: Config, storageDir: string): LoadParams {
  return {
    ...(config.modelPath === '' ? builtInModel : chosenModel(config)),
    nThreads: config.threads,
    kvType: config.kvCacheType,
    keep: {
      memoryBytes: config.conversationMemory * MEGABYTE,
      ...(config.conversationDisk > 0 && {
        disk: { dir: path.join(storageDir, 'conversations'), maxBytes: config.conversationDisk * MEGABYTE },
      }),
    },
  };
}

/** A draft model and another context size are for the models that they were chosen for. */
const builtInModel = { modelPath: builtInModelPath, nCtx: 0 } as const;

function chosenModel(config: Config): Pick<LoadParams, 'modelPath' | 'draftModelPath' | 'nCtx'> {
  return {
    modelPath: absolutePath('modelPath', config.modelPath),
    ...(config.draftModelPath !== '' && {
      draftModelPath: absolutePath('draftModelPath', config.draftModelPath),
    }),
    nCtx: config.contextSize,
  };
}

function absolutePath(name: SettingName, modelPath: string): string {
  const expanded = /^~[/\\]/.test(modelPath) ? path.join(homedir(), modelPath.slice(2)) : modelPath;
  if (path.isAbsolute(expanded)) return expanded;
  throw new LlmError('file', `burrow.${name}: expected an absolute path, found ${modelPath}`);
}

/** The settings that a chat may have values of its own for. */
export const samplingNames = [
  'temperature',
  'topK',
  'topP',
  'minP',
  'repeatPenalty',
  'seed',
  'maxTokens',
] as const satisfies readonly SettingName[];

export type SamplingName = (typeof samplingNames)[number];
export type SamplingValues = Partial<Pick<Config, SamplingName>>;

/** Whether a value is one that the setting may have. */
export function isSamplingValue(name: SamplingName, value: unknown): value is number {
  return settings[name].parse(value) !== undefined;
}

/** What a chat's preset puts in the place of the settings; `custom` are the chat's own values. */
const presetSampling: Readonly<Record<Exclude<Preset, 'custom'>, SamplingValues>> = {
  settings: {},
  precise: { temperature: 0.1, topK: 20, topP: 0.9, minP: 0.1, repeatPenalty: 1 },
  balanced: { temperature: 0.7, topK: 40, topP: 0.95, minP: 0.05, repeatPenalty: 1 },
  creative: { temperature: 1.1, topK: 0, topP: 1, minP: 0.03, repeatPenalty: 1 },
};

export function generateOptions(
  config: Config,
  preset: Preset = 'settings',
  custom: SamplingValues = {},
): Omit<ChatParams, 'messages'> {
  const chosen = preset === 'custom' ? custom : presetSampling[preset];
  const { temperature, topK, topP, minP, repeatPenalty, seed, maxTokens } = { ...config, ...chosen };
  return {
    sampling: config.modelPath === '' ? builtInSampling : { temperature, topK, topP, minP, repeatPenalty },
    speculate: config.speculation,
    ...(seed >= 0 && { seed }),
    ...(maxTokens > 0 && { maxTokens }),
  };
}

function numberSetting(range: {
  readonly integer?: boolean;
  readonly min: number;
  readonly max: number;
  readonly default: number;
}): Setting<number> {
  const { integer = false, min, max } = range;
  return {
    default: range.default,
    machine: false,
    expected: `${integer ? 'a whole number' : 'a number'} from ${min} to ${max}`,
    parse(value) {
      if (typeof value !== 'number' || (integer && !Number.isInteger(value))) return undefined;
      return value >= min && value <= max ? value : undefined;
    },
  };
}

function textSetting(maxLength: number): Setting<string> {
  return {
    default: '',
    machine: false,
    expected: `a text of at most ${maxLength} characters`,
    parse: (value) => (typeof value === 'string' && value.length <= maxLength ? value.trim() : undefined),
  };
}

function flagSetting(byDefault: boolean): Setting<boolean> {
  return {
    default: byDefault,
    machine: false,
    expected: 'true or false',
    parse: (value) => (typeof value === 'boolean' ? value : undefined),
  };
}

/** The first choice is the default. */
function choiceSetting<const T extends string>(choices: readonly [T, ...T[]]): Setting<T> {
  return {
    default: choices[0],
    machine: false,
    expected: choices.join(' or '),
    parse: (value) => choices.find((choice) => choice === value),
  };
}
