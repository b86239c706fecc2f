/* wllama, llama.cpp compiled to WebAssembly, in a page that may use threads; times are those it reports itself. */
import { createReadStream, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';

import path from 'node:path';

import { serve, timed } from '../runner.ts';
import { launchChromium } from './chromium.mjs';

const library = path.join(import.meta.dirname, 'node_modules/@wllama/wllama/esm');

/** Shared memory exists only in a page that is isolated from others. */
const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

const types = {
  '.js': 'text/javascript',
  '.wasm': 'application/wasm',
  '.html': 'text/html',
};

const page = `<!doctype html><script type="module">
  import { Wllama } from '/esm/index.js';
  const wllama = new Wllama({ default: '/esm/wasm/wllama.wasm' }, { suppressNativeLog: true });
  window.load = async (n_threads, n_ctx) => {
    const model = await (await fetch('/model')).blob();
    await wllama.loadModel([model], { n_threads, n_ctx, n_batch: 512, n_gpu_layers: 0 });
  };
  window.complete = async (prompt, max_tokens) => {
    const { timings } = await wllama.createCompletion({ prompt, max_tokens, temperature: 0, cache_prompt: false });
    return timings;
  };
</script>`;

class WllamaRunner {
  #browser;
  #server;
  #page;

  async load(file, nThreads, nCtx) {
    this.#server = await serveModel(file);
    this.#browser = await launchChromium();
    this.#page = await this.#browser.newPage();
    this.#page.setDefaultTimeout(0);
    await this.#page.goto(`http://localhost:${this.#server.address().port}/`);
    await this.#page.waitForFunction(() => 'complete' in window);
    return timed(() => this.#page.evaluate(([threads, ctx]) => window.load(threads, ctx), [nThreads, nCtx]));
  }

  async prefill(nTokens) {
    const { prompt_n, prompt_ms } = await this.#complete(nTokens, 1);
    return (prompt_ms * nTokens) / prompt_n;
  }

  async decode(nTokens) {
    const { predicted_n, predicted_ms } = await this.#complete(8, nTokens);
    return (predicted_ms * nTokens) / predicted_n;
  }

  /** The bench's vocabularies have a token for each letter, and none for two that differ by seven. */
  #complete(nPrompt, nTokens) {
    const prompt = Array.from({ length: nPrompt }, (_, i) => String.fromCharCode(65 + ((i * 7) % 26))).join(
      '',
    );
    return this.#page.evaluate(([text, n]) => window.complete(text, n), [prompt, nTokens]);
  }

  /** Its memory is that of several processes, and not measured. */
  peakBytes() {
    return Promise.resolve(Number.NaN);
  }

  async end() {
    await this.#browser?.close();
    this.#server?.close();
  }
}

async function serveModel(file) {
  const server = createServer((request, response) => {
    const url = request.url ?? '/';
    const name = url === '/' ? 'index.html' : url;
    const headers = { ...isolation, 'Content-Type': types[path.extname(name)] ?? 'application/octet-stream' };
    if (url === '/') response.writeHead(200, headers).end(page);
    else if (url === '/model') {
      response.writeHead(200, { ...headers, 'Content-Length': statSync(file).size });
      createReadStream(file).pipe(response);
    } else if (/^\/esm(?:\/[\w-]+)*\/[\w.-]+$/.test(url)) {
      response.writeHead(200, headers).end(readFileSync(path.join(library, url.slice('/esm'.length))));
    } else response.writeHead(404, headers).end();
  });
  await new Promise((resolve) => {
    server.listen(0, 'localhost', resolve);
  });
  return server;
}

serve(new WllamaRunner());
