/** Short texts without line breaks, kept together in one column. */
export function joinLines(lines: readonly string[]): string {
  return lines.join('\n');
}

export function splitLines(text: string): string[] {
  return text === '' ? [] : text.split('\n');
}
