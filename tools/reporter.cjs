// Mocha's spec reporter, which also writes what happened to a file: a process can exit with 0 and have run nothing.
//   TEST_RESULT  the file
//   TEST_RUN     named in the file, so that an older run's cannot be taken for it
const fs = require('node:fs');
const { reporters } = require('mocha');

module.exports = class ResultReporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const skipped = [];
    const failed = [];
    const failedIn = new Set(); // the outermost describe of each
    runner.on('pending', (test) => skipped.push(test.fullTitle()));
    runner.on('fail', (test, error) => {
      failed.push(`${test.fullTitle()}: ${error.message}`);
      failedIn.add(test.titlePath()[0]);
    });
    runner.once('end', () => {
      const { TEST_RESULT, TEST_RUN } = process.env;
      if (TEST_RESULT === undefined) return;
      const result = { run: TEST_RUN, passed: runner.stats.passes, failed, failedIn: [...failedIn], skipped };
      fs.writeFileSync(TEST_RESULT, JSON.stringify(result, null, 2));
    });
  }
};
