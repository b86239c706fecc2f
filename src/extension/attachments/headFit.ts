/** How many of the first lines cost no more than `room` tokens: 0 to `lineCount`, by halving, as more lines never cost less. */
export async function linesThatFit(
  lineCount: number,
  room: number,
  costOf: (lines: number) => Promise<number>,
): Promise<number> {
  let low = 0;
  let high = lineCount;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((await costOf(middle)) <= room) low = middle;
    else high = middle - 1;
  }
  return low;
}
