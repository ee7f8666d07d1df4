import type { ConformanceReport, DutyReport } from './conformance-report.js';

const GAP = '  ';
/** 100 columns with the gaps. */
const WIDTHS = [9, 17, 36, 32] as const;
const WIDTH = WIDTHS.reduce((sum, width) => sum + width, GAP.length * (WIDTHS.length - 1));

/** The report as a text for people, at most 100 columns wide. */
export function tableOf(report: ConformanceReport): string {
  const { address, chatId, outcome, problem, protocol, duties } = report;
  if (outcome === 'not-run')
    return `${lines(`Could not check ${address}`, WIDTH).join('\n')}\n${lines(`${problem}`, WIDTH).join('\n')}\n`;
  const speaks = protocol === 'delivery' ? 'speaks delivery' : 'is a plain WebSocket server';
  const where = chatId === null ? 'the address names the chat' : `chat ${chatId}`;
  const count = (verdict: DutyReport['verdict']) => duties.filter((duty) => duty.verdict === verdict).length;
  return [
    ...lines(`${address} ${speaks}; ${where}`, WIDTH),
    '',
    row(['result', 'duty', 'expected', 'seen']),
    row(WIDTHS.map((width) => '-'.repeat(width))),
    ...duties.flatMap((duty) => [row([WORDS[duty.verdict], duty.id, duty.expected, duty.seen]), ...adviceOf(duty)]),
    '',
    `${count('kept')} kept, ${count('broken')} broken, ${count('not-asked')} not asked`,
    '',
  ].join('\n');
}

const WORDS = { kept: 'kept', broken: 'BROKEN', 'not-asked': 'not asked' } as const;

const INDENT = WIDTHS[0] + GAP.length;

function adviceOf({ title, advice }: DutyReport): string[] {
  if (advice === null) return [];
  return lines(`${title}. To do: ${advice}`, WIDTH - INDENT).map((line) => ' '.repeat(INDENT) + line);
}

/** The cells side by side, each as many lines high as the highest. */
function row(cells: readonly string[]): string {
  const columns = cells.map((cell, index) => lines(cell, WIDTHS[index] ?? WIDTH));
  const height = Math.max(...columns.map(({ length }) => length));
  return Array.from({ length: height }, (_, line) =>
    columns
      .map((column, index) => (column[line] ?? '').padEnd(WIDTHS[index] ?? 0))
      .join(GAP)
      .trimEnd(),
  ).join('\n');
}

/** A text in lines of at most so many characters; a longer word is broken. */
function lines(text: string, width: number): string[] {
  const found: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((whole) => pieces(whole, width))) {
    if (line === '') line = word;
    else if (line.length + 1 + word.length <= width) line += ` ${word}`;
    else {
      found.push(line);
      line = word;
    }
  }
  return [...found, line];
}

const pieces = (word: string, width: number): string[] =>
  word.length <= width ? [word] : [word.slice(0, width), ...pieces(word.slice(width), width)];
