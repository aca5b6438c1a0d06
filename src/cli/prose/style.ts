/** How words are set off on a terminal; plain text where colour is unwanted. */
export class Style {
  constructor(private readonly coloured: boolean) {}

  bold(text: string): string {
    return this.paint(text, 1, 22);
  }

  dim(text: string): string {
    return this.paint(text, 2, 22);
  }

  /** For what no longer counts. */
  struck(text: string): string {
    return this.paint(text, 9, 29);
  }

  /** For what calls for attention: disputes, refusals, things taken back. */
  warn(text: string): string {
    return this.paint(text, 33, 39);
  }

  /** For a command that may be pasted. */
  command(text: string): string {
    return this.paint(text, 36, 39);
  }

  private paint(text: string, on: number, off: number): string {
    return this.coloured && text !== '' ? `\u001b[${on}m${text}\u001b[${off}m` : text;
  }
}
