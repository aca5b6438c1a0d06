import { join } from 'node:path';
import {
  Injectable,
  Module,
  type DynamicModule,
  type OnApplicationShutdown,
  type Provider,
} from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { ChangeWebhookHandler } from './commands/change-webhook.js';
import { CreateWebhookHandler } from './commands/create-webhook.js';
import { DealHistories } from './commands/deal-histories.js';
import { DeleteWebhookHandler } from './commands/delete-webhook.js';
import { PreviewReportHandler } from './commands/preview-report.js';
import { RecordReportHandler } from './commands/record-report.js';
import { ReplayWebhookHandler } from './commands/replay-webhook.js';
import { RotateWebhookSecretHandler } from './commands/rotate-webhook-secret.js';
import { SwitchWebhookHandler } from './commands/switch-webhook.js';
import type { Config } from './config/config.js';
import { Clock } from './deal/clock.js';
import { instantOf, type Instant } from './deal/instant.js';
import { openRecord } from './engines.js';
import { EventStore } from './event-store/event-store.js';
import { Exports } from './exports/exports.js';
import { Feed } from './feed/feed.js';
import { LiveStreams } from './feed/live-streams.js';
import { PublicAddress } from './feed/public-address.js';
import { nodeName } from './feed/webhooks/node-name.js';
import { ReceiverPolicy } from './feed/webhooks/receiver-policy.js';
import { USUAL_SETTINGS } from './feed/webhooks/webhook-settings.js';
import { WebhookStreams } from './feed/webhooks/webhook-streams.js';
import { Webhooks } from './feed/webhooks/webhooks.js';
import { controllers, httpProviders } from './http/controllers.js';
import { Metrics } from './http/metrics.js';
import { Readiness } from './http/readiness.js';
import { ReadModels } from './projections/read-models.js';
import { DealAsKnownHandler } from './queries/deal-as-known.js';
import { DealChangesHandler } from './queries/deal-changes.js';
import { DealDiffHandler } from './queries/deal-diff.js';
import { DealHeadlineHandler } from './queries/deal-headline.js';
import { DealHistoryHandler } from './queries/deal-history.js';
import { DealTimelineHandler } from './queries/deal-timeline.js';
import { DealsAsKnownHandler } from './queries/deals-as-known.js';
import { EventPlacesOfHandler } from './queries/event-places-of.js';
import { ExportOfRecordHandler } from './queries/export-of-record.js';
import { PanelHandler } from './queries/panel.js';
import { PositionProjectedHandler } from './queries/position-projected.js';
import { Questions } from './queries/questions.js';
import { ReadModelUpkeep } from './queries/read-model-upkeep.js';
import { StatusCountsHandler } from './queries/status-counts.js';
import { StatusDurationsHandler } from './queries/status-durations.js';
import { StatusTransitionsHandler } from './queries/status-transitions.js';
import { VintagesHandler } from './queries/vintages.js';

class SystemClock extends Clock {
  now(): Instant {
    return instantOf(Date.now());
  }
}

/** Lets go of the record last: what was accepted is on disk, and the read models have closed their files. */
@Injectable()
class CloseInOrder implements OnApplicationShutdown {
  constructor(
    private readonly store: EventStore,
    private readonly readModels: ReadModels,
    private readonly feed: Feed,
    private readonly webhooks: Webhooks,
  ) {}

  async onApplicationShutdown(): Promise<void> {
    await this.webhooks.close();
    this.feed.close();
    await this.readModels.close();
    await this.store.close();
  }
}

const handlers: Provider[] = [
  PreviewReportHandler,
  RecordReportHandler,
  DealAsKnownHandler,
  DealChangesHandler,
  DealDiffHandler,
  DealHeadlineHandler,
  DealHistoryHandler,
  DealTimelineHandler,
  DealsAsKnownHandler,
  PanelHandler,
  VintagesHandler,
  ExportOfRecordHandler,
  StatusCountsHandler,
  StatusTransitionsHandler,
  StatusDurationsHandler,
  PositionProjectedHandler,
  CreateWebhookHandler,
  ChangeWebhookHandler,
  SwitchWebhookHandler,
  RotateWebhookSecretHandler,
  DeleteWebhookHandler,
  ReplayWebhookHandler,
  EventPlacesOfHandler,
];

/** Webhooks and what they are made of. */
function webhookProviders({ webhooks: config, dataDirectory }: Config): Provider[] {
  const settings = { ...USUAL_SETTINGS, ...config };
  const policy = new ReceiverPolicy(settings.allowedReceivers);
  return [
    { provide: ReceiverPolicy, useValue: policy },
    {
      provide: WebhookStreams,
      useFactory: ({ beside }: EventStore) => new WebhookStreams(beside),
      inject: [EventStore],
    },
    {
      provide: Webhooks,
      useFactory: (store: EventStore, feed: Feed, streams: WebhookStreams) =>
        new Webhooks({ store, feed, streams, policy, settings, node: nodeName(dataDirectory) }),
      inject: [EventStore, Feed, WebhookStreams],
    },
  ];
}

/** Puts the parts together. */
@Module({})
export class AppModule {
  static with(config: Config): DynamicModule {
    const record: Provider = {
      provide: EventStore,
      useFactory: (metrics: Metrics) => openRecord(config, (commit) => metrics.committed(commit)),
      inject: [Metrics],
    };
    const readModels: Provider = {
      provide: ReadModels,
      useFactory: (store: EventStore) => ReadModels.open(join(config.dataDirectory, 'read-models'), store),
      inject: [EventStore],
    };
    const exports: Provider = {
      provide: Exports,
      // Only once the record is open is the directory this process's own.
      useFactory: (_: EventStore) => Exports.open(join(config.dataDirectory, 'exports')),
      inject: [EventStore],
    };
    const address = new PublicAddress(config.publicUrl, `http://${config.host}:${config.port}`);
    const feed: Provider = {
      provide: Feed,
      useFactory: (store: EventStore) => new Feed(store, address),
      inject: [EventStore],
    };
    const readiness: Provider = {
      provide: Readiness,
      useFactory: (store: EventStore, models: ReadModels): Readiness => ({
        reasons: () => [...store.health().reasons, ...models.health().reasons],
      }),
      inject: [EventStore, ReadModels],
    };
    return {
      module: AppModule,
      imports: [CqrsModule.forRoot()],
      controllers,
      providers: [
        record,
        readModels,
        exports,
        feed,
        readiness,
        { provide: LiveStreams, useFactory: (from: Feed) => new LiveStreams(from), inject: [Feed] },
        { provide: PublicAddress, useValue: address },
        { provide: Clock, useClass: SystemClock },
        DealHistories,
        Questions,
        ReadModelUpkeep,
        CloseInOrder,
        ...webhookProviders(config),
        ...handlers,
        ...httpProviders,
      ],
    };
  }
}
