// Stands in for the native addon @vscode/spdlog, so that the editor writes its log files without a compiler.
const fs = require('node:fs');
const path = require('node:path');

const names = ['trace', 'debug', 'info', 'warning', 'error', 'critical'];
let defaultLevel = names.indexOf('info');

class Logger {
  #file;
  #level = defaultLevel;
  #bare = false;

  constructor(_type, _name, file) {
    this.#file = file;
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.appendFileSync(file, '');
  }

  #write(level, message) {
    if (level < this.#level) return;
    const stamp = new Date().toISOString().slice(0, 23).replace('T', ' ');
    const line = this.#bare ? message : `${stamp} [${names[level]}] ${message}\n`;
    try {
      fs.appendFileSync(this.#file, line);
    } catch {
      // The log folder is removed while the editor shuts down; a lost last line is no error.
    }
  }

  trace(message) {
    this.#write(0, message);
  }
  debug(message) {
    this.#write(1, message);
  }
  info(message) {
    this.#write(2, message);
  }
  warn(message) {
    this.#write(3, message);
  }
  error(message) {
    this.#write(4, message);
  }
  critical(message) {
    this.#write(5, message);
  }
  getLevel() {
    return this.#level;
  }
  setLevel(level) {
    this.#level = level;
  }
  clearFormatters() {
    this.#bare = true;
  }
  setPattern() {}
  flush() {}
  drop() {}
}

async function createRotatingLogger(name, file) {
  return new Logger('rotating', name, file);
}

// One assignment each: the editor imports this as an ES module, and Node finds a module.exports' names only so.
exports.version = 1;
exports.Logger = Logger;
exports.createRotatingLogger = createRotatingLogger;
exports.createAsyncRotatingLogger = createRotatingLogger;
exports.setFlushOn = () => {};
exports.setLevel = (level) => {
  defaultLevel = level;
};
