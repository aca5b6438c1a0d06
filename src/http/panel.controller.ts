import { Readable } from 'node:stream';
import { Controller, Get, Req, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { readPanel } from '../queries/read-panel.js';
import { readVintages } from '../queries/read-vintages.js';
import type { StreamedRows } from '../queries/streamed-rows.js';
import { MEDIA_TYPES, tableWriter } from '../tables/formats.js';
import { historyCells, historyTable } from '../tables/history-table.js';
import { panelCells, panelTable } from '../tables/panel-table.js';
import type { Table, TableRow } from '../tables/table.js';
import { FOR_EVER } from './answer-reply.js';
import { panelFormOf, type PanelForm } from './chosen-format.js';
import { parametersOf, wellFormed } from './parameters.js';
import { writtenRows } from './written-rows.js';

/** Panels: all deals on many dates, each date knowing only what was known on it. */
@Controller('panel')
export class PanelController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  async panel(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const form = panelFormOf(request, parametersOf(request));
    if (form.view === 'vintages') {
      await this.vintages(request, reply, form);
      return;
    }
    const query = wellFormed(readPanel(form.rest));
    const { asked, ...answer } = await this.queries.execute(query);
    sendRows(request, reply, { ...answer, form, asked, table: panelTable, cellsOf: panelCells }, query);
  }

  private async vintages(request: FastifyRequest, reply: FastifyReply, form: PanelForm): Promise<void> {
    const query = wellFormed(readVintages(form.rest));
    const { asked, ...answer } = await this.queries.execute(query);
    const { audience } = asked;
    const cellsOf = (held: Parameters<typeof historyCells>[1]) => historyCells(audience, held);
    sendRows(request, reply, { ...answer, form, asked, table: historyTable, cellsOf }, query);
  }
}

/** What is sent: rows, how their cells are made, and what was asked. */
interface RowsToSend<Row> extends StreamedRows<Row> {
  readonly form: PanelForm;
  readonly asked: object & { readonly basis: number };
  readonly table: Table;
  readonly cellsOf: (row: Row) => TableRow;
}

/** Sends rows as they come. A reply that fails in the middle is cut off, which every client can tell from one that ended. */
function sendRows<Row>(
  request: FastifyRequest,
  reply: FastifyReply,
  { rows, close, form: { format }, asked, table, cellsOf }: RowsToSend<Row>,
  query: { readonly asked: { readonly basis?: number } },
): void {
  void reply.headers({
    'content-type': MEDIA_TYPES[format],
    'cache-control': query.asked.basis === undefined ? 'private, no-cache' : FOR_EVER,
    vary: 'accept',
    'knownwhen-basis': String(asked.basis),
  });
  reply.raw.once('close', close);
  if (request.method === 'HEAD') {
    close();
    void reply.send(Readable.from([]));
    return;
  }
  const writer = tableWriter(format, table, { asked });
  void reply.send(Readable.from(writtenRows(rows, cellsOf, writer), { objectMode: false }));
}
