import { l10n } from 'vscode';
import type { FileReport } from '../../protocol/engine.ts';
import { bytesOf, parametersOf } from '../strings.ts';

/** What a person is told of a file before it is loaded. */
export interface ShownVerdict {
  /** A codicon's name. */
  readonly icon: 'check' | 'warning' | 'error';
  /** What it is, and what it needs; or why it cannot run. */
  readonly detail: string;
  /** Whole sentences about a model that does not run, or not well. */
  readonly message: string | undefined;
}

export function shownVerdict(report: FileReport): ShownVerdict {
  const { verdict } = report;
  switch (verdict.outcome) {
    case 'runs':
      return { icon: 'check', detail: describe(report), message: undefined };
    case 'runsWithWarnings': {
      const message = verdict.warnings.join(' ');
      return { icon: 'warning', detail: `${describe(report)} · ${message}`, message };
    }
    case 'cannotRun': {
      const message = l10n.t('Cannot run: {0}. {1}', verdict.reason.replace(/\.$/, ''), verdict.advice);
      return { icon: 'error', detail: message, message };
    }
  }
}

function describe(report: FileReport): string {
  const { memory } = report;
  return [
    architectureOf(report),
    l10n.t('{0} parameters', parametersOf(report.nParams)),
    report.fileType,
    bytesOf(report.fileBytes),
    ...(memory === undefined
      ? []
      : [
          l10n.t('context {0}', memory.nCtx),
          l10n.t('needs {0} of {1} free', bytesOf(memory.totalBytes), bytesOf(memory.availableBytes)),
        ]),
  ].join(' · ');
}

function architectureOf({ metadata }: FileReport): string {
  const value = metadata.find(({ key }) => key === 'general.architecture')?.value;
  return typeof value === 'string' ? value : '?';
}
