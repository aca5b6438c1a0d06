import type { ExportedFile, ExportName } from './export-file.js';

/** What the thread is told to write. */
export interface ExportOrder {
  /** The file of the read model that holds the claims. */
  readonly claims: string;
  readonly basis: number;
  readonly name: ExportName;
  /** Where the file is to be; it is written beside it and moved there when it is whole. */
  readonly path: string;
}

/** What the thread tells: how many events it has gone through, and at the end what it wrote. */
export type ExportMessage = { readonly events: number } | { readonly written: Omit<ExportedFile, 'path'> };
