/** Cells a text takes on a terminal: ideographs, kana, hangul and emoji take two. */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of text) {
    width += WIDE.test(character) ? 2 : MARK.test(character) ? 0 : 1;
  }
  return width;
}

const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\uff01-\uff60]/u;
const MARK = /\p{Mn}|\p{Me}|\p{Cf}/u;

/** Text from the record as words on one line: no control characters, nothing that turns the direction of writing. */
export function plain(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
}

export function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)));
}

/** Breaks a text between words into lines of at most `width` cells; a word that is longer is left whole. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of plain(text).split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && widthOf(longer) > width) {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  return [...lines, line];
}

const GAP = '  ';

/** Rows set in columns, each cell wrapped in its own; the last column takes what the others leave. */
export function columns(rows: readonly (readonly string[])[], width: number): string[] {
  const count = Math.max(0, ...rows.map((row) => row.length));
  const natural = Array.from({ length: count }, (_, place) =>
    Math.max(0, ...rows.map((row) => widthOf(plain(row[place] ?? '')))),
  );
  const widths = fit(natural, width - GAP.length * (count - 1));
  return rows.flatMap((row) => {
    const cells = widths.map((cellWidth, place) => wrap(row[place] ?? '', cellWidth));
    const height = Math.max(...cells.map((lines) => lines.length));
    return Array.from({ length: height }, (_, line) =>
      cells
        .map((lines, place) => pad(lines[line] ?? '', widths[place]!))
        .join(GAP)
        .trimEnd(),
    );
  });
}

const NARROW = 24;

/** Takes from the widest column until all fit, as long as it stays readable. */
function fit(natural: readonly number[], width: number): number[] {
  const widths = [...natural];
  let over = widths.reduce((sum, one) => sum + one, 0) - width;
  while (over > 0) {
    const widest = Math.max(...widths);
    if (widest <= NARROW) {
      break;
    }
    const next = Math.max(NARROW, ...widths.filter((one) => one < widest));
    const place = widths.lastIndexOf(widest);
    const cut = Math.max(1, Math.min(over, widest - next));
    widths[place] = widest - cut;
    over -= cut;
  }
  return widths;
}
