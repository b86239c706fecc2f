class Range {
  constructor(start, end, step = 1) {
    this.start = start;
    this.end = end;
    this.step = step;
  }

  *[Symbol.iterator]() {
    for (let n = this.start; n < this.end; n += this.step) {
      yield n;
    }
  }

  get length() {
    return Math.max(0, Math.ceil((this.end - this.start) / this.step));
  }
}
