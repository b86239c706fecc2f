import type { Access } from './bank.ts';
import type { Team } from './team.ts';

export const BY_ROWS = true;
export const IN_CHUNKS = false;

/**
 * How one thread's ops share work with the team's. Work on single rows is done by the row's owner, always the same thread
 * during a pass; other work is taken in chunks. An op waits for the team only if it would meet what others touched since
 * the last barrier.
 */
export class Share {
  readonly team: Team;
  nRows = 0;
  /** The rows this thread owns. */
  firstRow = 0;
  endRow = 0;

  constructor(team: Team) {
    this.team = team;
  }

  /** Other rows have other owners: a barrier must lie between. */
  setRows(nRows: number): void {
    const { index, nThreads } = this.team;
    this.nRows = nRows;
    this.firstRow = Math.floor((nRows * index) / nThreads);
    this.endRow = Math.floor((nRows * (index + 1)) / nThreads);
  }

  /** What an op is about to touch; waits for the team if that is not yet safe. */
  begin(byRows: boolean, writes: Access, reads?: Access, alsoReads?: Access, readsToo?: Access): void {
    const team = this.team;
    const mustWait =
      (!byRows && team.isOutOfCounters) ||
      writes.needsBarrier(team.epoch, true, byRows) ||
      reads?.needsBarrier(team.epoch, false, byRows) === true ||
      alsoReads?.needsBarrier(team.epoch, false, byRows) === true ||
      readsToo?.needsBarrier(team.epoch, false, byRows) === true;
    if (mustWait) team.barrier();
    reads?.note(team.epoch, false, byRows);
    alsoReads?.note(team.epoch, false, byRows);
    readsToo?.note(team.epoch, false, byRows);
    writes.note(team.epoch, true, byRows);
  }

  /** The same for an op that writes two things. */
  beginBoth(byRows: boolean, writes: Access, alsoWrites: Access, reads?: Access, alsoReads?: Access): void {
    const { team } = this;
    const mustWait =
      (!byRows && team.isOutOfCounters) ||
      writes.needsBarrier(team.epoch, true, byRows) ||
      alsoWrites.needsBarrier(team.epoch, true, byRows) ||
      reads?.needsBarrier(team.epoch, false, byRows) === true ||
      alsoReads?.needsBarrier(team.epoch, false, byRows) === true;
    if (mustWait) team.barrier();
    reads?.note(team.epoch, false, byRows);
    alsoReads?.note(team.epoch, false, byRows);
    writes.note(team.epoch, true, byRows);
    alsoWrites.note(team.epoch, true, byRows);
  }

  /** The same for an op that reads any rows, and writes only its own, if any. */
  beginGather(reads: Access, writes?: Access): void {
    const team = this.team;
    const mustWait =
      reads.needsBarrier(team.epoch, false, IN_CHUNKS) ||
      writes?.needsBarrier(team.epoch, true, BY_ROWS) === true;
    if (mustWait) team.barrier();
    reads.note(team.epoch, false, IN_CHUNKS);
    writes?.note(team.epoch, true, BY_ROWS);
  }
}
