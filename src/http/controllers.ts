import type { Provider, Type } from '@nestjs/common';
import { ChangesController } from './changes.controller.js';
import { DealsController } from './deals.controller.js';
import { DocumentsController } from './documents.controller.js';
import { EventController } from './event.controller.js';
import { EventStreamController } from './event-stream.controller.js';
import { EventsController } from './events.controller.js';
import { ExportsController } from './exports.controller.js';
import { Metrics } from './metrics.js';
import { OperationsController } from './operations.controller.js';
import { PanelController } from './panel.controller.js';
import { ReportUpload } from './report-upload.js';
import { ReportsController } from './reports.controller.js';
import { ReportsTaken } from './reports-taken.js';
import { Shutdown } from './shutdown.js';
import { StatisticsController } from './statistics.controller.js';
import { WebhooksController } from './webhooks.controller.js';

export const controllers: Type[] = [
  DealsController,
  PanelController,
  StatisticsController,
  ExportsController,
  ChangesController,
  EventsController,
  EventStreamController,
  EventController,
  ReportsController,
  WebhooksController,
  OperationsController,
  DocumentsController,
];

/** What the controllers need besides commands and queries; Readiness is the application's to provide. */
export const httpProviders: Provider[] = [Metrics, Shutdown, ReportsTaken, ReportUpload];
