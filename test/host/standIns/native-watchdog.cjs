// Stands in for the native addon @vscode/native-watchdog: the extension host ends when the process it watches is gone.
const exitCode = 87; // the addon's own

exports.start = (pid) => {
  const timer = setInterval(() => {
    try {
      process.kill(pid, 0);
    } catch {
      process.exit(exitCode);
    }
  }, 1000);
  timer.unref();
};
