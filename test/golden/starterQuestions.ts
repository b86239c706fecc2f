import { codeQuestion } from '../../src/extension/codeTasks.ts';

export interface StarterAnswer {
  readonly question: string;
  readonly answer: string;
}

const sum = `function sumOfSquares(values) {
  let total = 0;
  for (const value of values) {
    total += value * value;
  }
  return total;
}`;

const total = `def net_price(price, tax_rate=0.2):
    if price < 0:
        raise ValueError('price must not be negative')
    return price / (1 + tax_rate)`;

function explain(code: string, languageId: string, fileName: string): string {
  const lastLine = code.split('\n').length;
  return codeQuestion('explain', { code, languageId, fileName, firstLine: 1, lastLine });
}

/** What the built-in model is asked: the greedy answers are llama.cpp's. */
export const starterQuestions: readonly string[] = [
  explain(sum, 'javascript', 'sum.js'),
  explain(total, 'python', 'price.py'),
  'How do I load a larger model?',
  'Is my code sent anywhere?',
  'Who won the last football match?',
  'hello',
];
