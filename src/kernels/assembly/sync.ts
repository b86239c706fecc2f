/*
 * The team's barrier and chunk counters, in a shared memory that all compute threads have. Each word has a cache line
 * of its own (64 bytes), so that spinning on one does not slow down those who write another.
 *
 *     0  phase     i32   generation << 1 | stop; whoever completes a barrier stores the next one
 *    64  arrived   i32   threads that have reached the barrier
 *   128  sleepers  i32   threads that wait in the kernel: while 0, a release need not call it
 *   192  abort     i32   non-zero: a thread is gone or has failed, leave
 *   256  counters  i32[] one line each: next row to hand out; zeroed by each release
 *
 * The one who completes a barrier does not release it: the caller first reads its cancel flag, which is in another
 * memory, and hands the verdict to `barrierRelease`. So all threads learn the same verdict at the same barrier.
 */

const ARRIVED: usize = 64;
const SLEEPERS: usize = 128;
const ABORT: usize = 192;
const COUNTERS: usize = 256;

/** What `barrierEnter` returns besides the verdict 0 (go on) or 1 (stop). */
const LAST: i32 = -1;
const ABORTED: i32 = 2;
const TIMED_OUT: i32 = 3;

/** A sleep in the kernel ends after this long to look at the abort word again. */
const SLICE_MS: i32 = 50;

/**
 * Counts the caller in. The last of `nThreads` gets LAST and must release; the others spin for `spins` turns, then
 * sleep, and return the verdict once it is there, ABORTED if the abort word was set, or TIMED_OUT after `limitMs`.
 */
export function barrierEnter(sync: usize, nThreads: i32, spins: i32, limitMs: i32): i32 {
  if (atomic.load<i32>(sync, ABORT)) return ABORTED;
  const seen = atomic.load<i32>(sync);
  if (atomic.add<i32>(sync, 1, ARRIVED) + 1 == nThreads) return LAST;

  for (let turn = 0; turn < spins; turn++) {
    const phase = atomic.load<i32>(sync);
    if (phase != seen) return phase & 1;
  }
  for (let waited = 0; waited < limitMs; waited += SLICE_MS) {
    if (atomic.load<i32>(sync, ABORT)) return ABORTED;
    // Counted before the wait compares: a release either sees the sleeper or has already changed the phase.
    atomic.add<i32>(sync, 1, SLEEPERS);
    atomic.wait<i32>(sync, seen, <i64>SLICE_MS * 1000000);
    atomic.sub<i32>(sync, 1, SLEEPERS);
    const phase = atomic.load<i32>(sync);
    if (phase != seen) return phase & 1;
  }
  return TIMED_OUT;
}

/** Zeroes the first `nCounters` chunk counters and lets everyone go on (`stop` 0) or leave (1). */
export function barrierRelease(sync: usize, nCounters: i32, stop: i32): void {
  for (let i = 0; i < nCounters; i++) atomic.store<i32>(sync + COUNTERS + ((<usize>i) << 6), 0);
  atomic.store<i32>(sync, 0, ARRIVED);
  atomic.store<i32>(sync, (((atomic.load<i32>(sync) >> 1) + 1) << 1) | stop);
  if (atomic.load<i32>(sync, SLEEPERS)) atomic.notify(sync, -1);
}

/** First of the next `size` rows of counter `index`; whoever gets one beyond the end is done. */
export function takeChunk(sync: usize, index: i32, size: i32): i32 {
  return atomic.add<i32>(sync + COUNTERS + ((<usize>index) << 6), size);
}
