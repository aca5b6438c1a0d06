import type { QueryBus } from '@nestjs/cqrs';
import { readPanel } from '../queries/read-panel.js';
import { readVintages } from '../queries/read-vintages.js';
import type { ReadQuery } from '../queries/read-parameters.js';
import { tableWriter } from '../tables/formats.js';
import { historyCells, historyTable } from '../tables/history-table.js';
import { panelCells, panelTable } from '../tables/panel-table.js';
import type { PanelForm } from './chosen-format.js';
import { writtenRows } from './written-rows.js';

/** A panel, or its vintages, as bytes in the format asked for. */
export interface WrittenPanel {
  readonly bytes: AsyncGenerator<Uint8Array>;
  /** To be called whether the bytes were taken or not. */
  readonly close: () => void;
  readonly basis: number;
  /** The basis was given. */
  readonly isPinned: boolean;
}

/** `wellFormed` refuses in the words of whoever asks. */
export async function writePanel(
  queries: QueryBus,
  { view, format, rest }: PanelForm,
  wellFormed: <Q>(read: ReadQuery<Q>) => Q,
): Promise<WrittenPanel> {
  if (view === 'vintages') {
    const query = wellFormed(readVintages(rest));
    const { asked, rows, close } = await queries.execute(query);
    const writer = tableWriter(format, historyTable, { asked });
    const bytes = writtenRows(rows, (held) => historyCells(asked.audience, held), writer);
    return { bytes, close, basis: asked.basis, isPinned: query.asked.basis !== undefined };
  }
  const query = wellFormed(readPanel(rest));
  const { asked, rows, close } = await queries.execute(query);
  const bytes = writtenRows(rows, panelCells, tableWriter(format, panelTable, { asked }));
  return { bytes, close, basis: asked.basis, isPinned: query.asked.basis !== undefined };
}
