async function fetchWithRetry(url: string, retries = 3, delayMs = 500): Promise<Response> {
  let lastError: unknown;
  for (let attempt = 1; attempt <= retries; attempt++) {
    try {
      const res = await fetch(url);
      if (res.ok) return res;
      lastError = new Error(`HTTP ${res.status} for ${url}`);
    } catch (err) {
      lastError = err;
    }
    // back off a little longer each time
    await new Promise((resolve) => setTimeout(resolve, delayMs * attempt));
  }
  throw lastError;
}
