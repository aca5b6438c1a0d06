import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { ExportedFile, ExportName } from '../exports/export-file.js';
import { Exports } from '../exports/exports.js';
import { Questions } from './questions.js';

/** What does the record hold up to this position, as a file? */
export class ExportOfRecord extends Query<ExportedFile> {
  constructor(
    readonly basis: number,
    readonly name: ExportName,
    /** Hears how many of the `basis + 1` events were gone through, when the file is written now. */
    readonly onProgress?: (events: number) => void,
  ) {
    super();
  }
}

@QueryHandler(ExportOfRecord)
export class ExportOfRecordHandler implements IQueryHandler<ExportOfRecord, ExportedFile> {
  constructor(
    private readonly questions: Questions,
    private readonly exports: Exports,
  ) {}

  execute({ basis, name, onProgress }: ExportOfRecord): Promise<ExportedFile> {
    return this.questions.put({ basis }, undefined, ({ claims }) =>
      this.exports.file({ claims: claims.file, basis, name, ...(onProgress && { onProgress }) }),
    );
  }
}
