interface CliOptions {
  port: number;
  verbose: boolean;
  rest: string[];
}

export function parseArgs(argv: string[]): CliOptions {
  const options: CliOptions = { port: 8080, verbose: false, rest: [] };
  for (let i = 0; i < argv.length; i++) {
    const arg = argv[i];
    if (arg === '--port' || arg === '-p') {
      options.port = Number(argv[++i]);
    } else if (arg === '--verbose') {
      options.verbose = true;
    } else {
      options.rest.push(arg);
    }
  }
  return options;
}
