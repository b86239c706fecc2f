/*
 * What is measured: one engine with one model and one conversation. All of them decode greedily, each new token read from
 * the logits, as a chat would.
 */

export interface Runner {
  /** Loads a model; milliseconds. */
  load(file: string, nThreads: number, nCtx: number): Promise<number>;
  /** Forgets all tokens and feeds `nTokens` of `promptTokens`; milliseconds up to the first new token. */
  prefill(nTokens: number): Promise<number>;
  /** Decodes `nTokens` more; milliseconds. */
  decode(nTokens: number): Promise<number>;
  /** The most memory this process has had so far. */
  peakBytes(): Promise<number>;
  end(): Promise<void>;
}

/** What only the project's own runner can tell, in the same process. */
export interface Bounds {
  /** GB/s of threads that only read `bytes` of memory. */
  readRate(bytes: number, nThreads: number): Promise<number>;
  /** Milliseconds of reading a file into fresh memory. */
  readFileTime(file: string, nThreads: number): Promise<number>;
}

export interface Request {
  readonly method: keyof (Runner & Bounds);
  readonly args: readonly unknown[];
}

export interface Answer {
  readonly value: number;
  readonly error?: string;
}

/** The same arbitrary tokens for everyone. */
export function promptTokens(nTokens: number, nVocab: number): number[] {
  return Array.from({ length: nTokens }, (_, i) => (i * 7919 + 17) % (nVocab - 300));
}

/** Milliseconds that `work` takes. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** Answers the parent's requests, one after another. */
export function serve(runner: Runner & Partial<Bounds>): void {
  process.on('message', (message) => {
    const { method, args } = message as Request;
    const calls = runner as unknown as Record<
      string,
      (...args: readonly unknown[]) => Promise<number | undefined>
    >;
    calls[method]!(...args).then(
      (value) => process.send?.({ value: value ?? 0 } satisfies Answer),
      (error: unknown) =>
        process.send?.({
          value: 0,
          error: error instanceof Error ? error.message : String(error),
        } satisfies Answer),
    );
  });
}

export function ownPeakBytes(): number {
  return process.resourceUsage().maxRSS * 1024;
}
