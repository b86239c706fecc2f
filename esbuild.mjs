// Builds dist/: the bundles of the extension host, the engine, its threads, the CLI and the webview, and the kernels.
//   node esbuild.mjs [--dev | --watch] [bundle…]     all of them where none is named; both options for a debugger
import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import esbuild from 'esbuild';
import { buildIdOf } from './tools/buildId.mjs';
import { writeNotices } from './tools/notices.mjs';

const root = import.meta.dirname;
const dist = path.join(root, 'dist');

const buildId = buildIdOf(root);

const node = {
  platform: 'node',
  target: 'node20',
  format: 'esm',
  define: { BURROW_BUILD: String(buildId) },
};

const bundles = {
  extension: { ...node, entryPoints: ['src/extension/extension.ts'], external: ['vscode'] },
  engine: { ...node, entryPoints: ['src/engine/worker.ts'] },
  thread: { ...node, entryPoints: ['src/compute/thread.ts'] },
  cli: { ...node, entryPoints: ['src/cli/cli.ts'] },
  webview: { platform: 'browser', target: 'chrome130', format: 'esm', entryPoints: ['webview/main.ts'] },
};

// -O2, not -O3: O3 sinks expressions out of loops' heads and spills.
const ascFlags =
  '-O2 --noAssert --runtime stub --importMemory --sharedMemory --initialMemory 1 --maximumMemory 65536 --noExportMemory'.split(
    ' ',
  );
const plain = 'simd,threads,bulk-memory';
const relaxed = `${plain},relaxed-simd`;
const kernels = {
  kernels: { features: plain, constants: { RELAXED: 0, DOT: 0 } },
  'kernels-relaxed': { features: relaxed, constants: { RELAXED: 1, DOT: 0 } },
  'kernels-dot': { features: relaxed, constants: { RELAXED: 1, DOT: 1 } },
};

async function buildKernels() {
  await mkdir(dist, { recursive: true });
  const asc = path.join(root, 'node_modules/assemblyscript/bin/asc.js');
  const entry = path.join(root, 'src/kernels/assembly/index.ts');
  const run = promisify(execFile);
  await Promise.all(
    Object.entries(kernels).map(([name, { features, constants }]) =>
      run(process.execPath, [
        asc,
        entry,
        ...ascFlags,
        '--enable',
        features,
        ...Object.entries({ ...constants, BUILD_ID: buildId }).flatMap(([constant, value]) => [
          '--use',
          `${constant}=${value}`,
        ]),
        '-o',
        path.join(dist, `${name}.wasm`),
      ]).catch((error) => {
        throw new Error(`${name}.wasm did not compile:\n${error.stdout}${error.stderr}`, { cause: error });
      }),
    ),
  );
}

const args = process.argv.slice(2);
const watch = args.includes('--watch');
const dev = watch || args.includes('--dev');
const wanted = args.filter((arg) => !arg.startsWith('--'));
const isWanted = (name) => wanted.length === 0 || wanted.includes(name);

async function buildBundle([name, options]) {
  const full = {
    ...options,
    absWorkingDir: root,
    outfile: path.join(dist, `${name}.js`),
    bundle: true,
    minify: !dev,
    sourcemap: dev,
    legalComments: 'none', // dist/ThirdPartyNotices.txt has them
    metafile: true,
    logLevel: 'info',
  };
  if (!watch) return esbuild.build(full);
  const context = await esbuild.context(full);
  return context.watch();
}

try {
  const built = await Promise.all([
    ...Object.entries(bundles)
      .filter(([name]) => isWanted(name))
      .map(buildBundle),
    ...(isWanted('kernels') ? [buildKernels()] : []),
  ]);
  if (!watch && wanted.length === 0) {
    const metafiles = built.flatMap((result) => result?.metafile ?? []);
    writeNotices({ root, metafiles, outFile: path.join(dist, 'ThirdPartyNotices.txt') });
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
