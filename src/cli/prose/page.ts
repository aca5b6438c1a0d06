import { columns, pad, wrap } from './layout.js';
import type { Style } from './style.js';

const LABEL_WIDTH = 16;

/** A text made for a terminal: paragraphs, and rows of a label and what it stands for. */
export class Page {
  private readonly lines: string[] = [];

  constructor(
    readonly style: Style,
    readonly width: number,
  ) {}

  toString(): string {
    return this.lines.join('\n');
  }

  gap(): void {
    if (this.lines.length > 0 && this.lines.at(-1) !== '') {
      this.lines.push('');
    }
  }

  headline(text: string): void {
    this.lines.push(...wrap(text, this.width).map((line) => this.style.bold(line)));
  }

  paragraph(text: string, paint: (line: string) => string = (line) => line): void {
    this.lines.push(...wrap(text, this.width).map(paint));
  }

  /** Lines that must stay as they are, such as a command to paste. */
  verbatim(lines: readonly string[]): void {
    this.lines.push(...lines);
  }

  row(label: string, text: string, paint?: (line: string) => string): void {
    this.block(label, wrap(text, this.width - LABEL_WIDTH), paint);
  }

  /** One row of the page for several rows of columns. */
  table(label: string, rows: readonly (readonly string[])[], paint?: (line: string) => string): void {
    if (rows.length > 0) {
      this.block(label, columns(rows, this.width - LABEL_WIDTH), paint);
    }
  }

  /** A command is never broken, so that it can be pasted. */
  command(label: string, command: string): void {
    this.lines.push(this.style.dim(pad(label, LABEL_WIDTH)) + this.style.command(command));
  }

  private block(label: string, lines: readonly string[], paint = (line: string) => line): void {
    lines.forEach((line, place) => {
      const margin = pad(place === 0 ? label : '', LABEL_WIDTH);
      this.lines.push((this.style.dim(margin) + paint(line)).trimEnd());
    });
  }
}
