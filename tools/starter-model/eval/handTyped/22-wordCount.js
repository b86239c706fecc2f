function wordCount(text) {
  const counts = {};
  const words = text.toLowerCase().match(/\b[a-z']+\b/g) || [];
  for (const word of words) {
    counts[word] = (counts[word] || 0) + 1;
  }
  return Object.entries(counts).sort((a, b) => b[1] - a[1]);
}
