import type { EngineClient } from '../client/engineClient.ts';
import { unreachable } from '../base/assert.ts';
import type { FileReport, Finding, Verdict } from '../protocol/engine.ts';
import type { InspectArguments } from './args.ts';

/** `inspect`: what a file's header says, and whether it will work here. */
export async function inspect(client: EngineClient, args: InspectArguments): Promise<number> {
  const report = await client.request('file/inspect', {
    modelPath: args.file,
    nCtx: args.nCtx,
    kvType: args.kvType,
  });
  process.stdout.write(args.json ? `${JSON.stringify(report, null, 2)}\n` : format(report));
  return 0;
}

/** The report as a page of text. */
export function format(report: FileReport): string {
  const lines = [
    report.modelPath,
    ...describe(report.verdict),
    '',
    `${report.name}: ${report.fileType}, GGUF version ${report.version}, ${size(report.fileBytes)}${report.nFiles > 1 ? ` in ${report.nFiles} files` : ''}`,
    '',
    'Metadata',
    ...report.metadata.map(({ key, type, value, length }) => {
      const shown = JSON.stringify(value);
      return `  ${key} (${type}) = ${length === undefined ? shown : `${shown.slice(0, -1)}, … ${length} in all${shown.slice(-1)}`}`;
    }),
    '',
    `Tensors: ${report.nTensors}, ${(report.nParams / 1e6).toFixed(1)} million weights`,
    ...report.tensorTypes.map(
      ({ type, count, bytes }) =>
        `  ${type.padEnd(8)} ${String(count).padStart(5)}  ${bytes === undefined ? 'size unknown' : size(bytes)}`,
    ),
    '',
    ...(['architecture', 'tensors', 'tokenizer', 'template'] as const).map((what) =>
      finding(what, report[what]),
    ),
  ];
  if (report.memory !== undefined) {
    const { nCtx, weightBytes, kvBytes, totalBytes, availableBytes } = report.memory;
    lines.push(
      `memory        ${totalBytes <= availableBytes ? 'ok' : 'NO'}  ${size(totalBytes)} with a context of ${nCtx} ` +
        `(weights ${size(weightBytes)}, cache ${size(kvBytes)}); ${size(availableBytes)} are available`,
    );
  }
  return `${lines.join('\n')}\n`;
}

function describe(verdict: Verdict): string[] {
  switch (verdict.outcome) {
    case 'runs':
      return ['It runs here.'];
    case 'runsWithWarnings':
      return ['It runs here, with a warning:', ...verdict.warnings.map((warning) => `  ${warning}`)];
    case 'cannotRun':
      return [`It cannot run here: ${verdict.reason}.`, `  ${verdict.advice}`];
    default:
      return unreachable(verdict);
  }
}

function finding(what: string, { ok, text }: Finding): string {
  return `${what.padEnd(12)}  ${ok ? 'ok' : 'NO'}  ${text}`;
}

/** Decimal units, as file managers and download pages show them. */
function size(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 ? value : value.toFixed(value < 10 ? 2 : 1)} ${units[unit]!}`;
}
