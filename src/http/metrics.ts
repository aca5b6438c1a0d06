import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { StreamFigures } from '../feed/live-streams.js';
import type { WebhookStanding } from '../feed/webhooks/webhooks.js';
import type { ReadModelStanding } from '../queries/read-model-upkeep.js';

/** One transaction of the record. */
export interface Commit {
  readonly requests: number;
  readonly events: number;
  readonly durationMs: number;
}

const GROUP_SIZES = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1_024];
const DURATIONS_SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** What the service counts of itself, for Prometheus. */
@Injectable()
export class Metrics implements OnModuleDestroy {
  private readonly registry = new Registry();
  private readonly registers = [this.registry];

  private readonly requests = new Histogram({
    name: 'knownwhen_http_request_duration_seconds',
    help: 'From the first byte of a request to the last of its response',
    labelNames: ['method', 'route', 'status'],
    buckets: DURATIONS_SECONDS,
    registers: this.registers,
  });
  private readonly reports = new Counter({
    name: 'knownwhen_reports_total',
    help: 'Reports handed in, by what became of them: appended, repeated, failed, or the rule that refused them',
    labelNames: ['outcome'],
    registers: this.registers,
  });
  private readonly events = new Counter({
    name: 'knownwhen_events_appended_total',
    help: 'Events that this process appended to the record',
    registers: this.registers,
  });
  private readonly commitRequests = new Histogram({
    name: 'knownwhen_commit_requests',
    help: 'Appends that shared one commit',
    buckets: GROUP_SIZES,
    registers: this.registers,
  });
  private readonly commitDuration = new Histogram({
    name: 'knownwhen_commit_duration_seconds',
    help: 'One commit, to its last fsync',
    buckets: DURATIONS_SECONDS,
    registers: this.registers,
  });
  private readonly head = this.gauge(
    'knownwhen_record_head_position',
    'Position of the newest event of the record; -1 while it is empty',
  );
  private readonly positions = this.gauge(
    'knownwhen_read_model_position',
    'Position of the last event that a read model took in; -1 while there is none',
    'read_model',
  );
  private readonly openStreams = this.gauge(
    'knownwhen_event_streams',
    'Streams of server-sent events that are open',
  );
  private readonly cutStreams = this.gauge(
    'knownwhen_event_streams_cut',
    'Streams that were cut since the start, because their clients took nothing',
  );
  private streams: () => StreamFigures = () => ({ open: 0, cut: 0 });

  private readonly lags = this.gauge(
    'knownwhen_read_model_lag_events',
    'Events of the record that a read model has not taken in',
    'read_model',
  );

  private readonly webhooksReadable = this.gauge(
    'knownwhen_webhooks_readable',
    'Whether the webhooks can be read; while it is 0, nothing else is told of them',
  );
  private readonly webhookLags = this.gauge(
    'knownwhen_webhook_lag_events',
    'Events of the record that are not settled for a webhook yet; those of deals that wait are not counted',
    'webhook',
    'status',
  );
  private readonly webhookWaits = this.gauge(
    'knownwhen_webhook_waiting_deals',
    'Deals whose next event is to be tried again',
    'webhook',
  );
  private readonly webhookDeadLetters = this.gauge(
    'knownwhen_webhook_dead_letters',
    'Of the events given up last, at most 1000, those that no replay covered since',
    'webhook',
  );

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  requestAnswered(method: string, route: string, status: number, durationMs: number): void {
    this.requests.observe({ method, route, status }, durationMs / 1_000);
  }

  reportTaken(outcome: string): void {
    this.reports.inc({ outcome });
  }

  committed({ requests, events, durationMs }: Commit): void {
    if (requests > 0) {
      this.events.inc(events);
      this.commitRequests.observe(requests);
      this.commitDuration.observe(durationMs / 1_000);
    }
  }

  /** Asks there for the streams of events when it is asked itself. */
  watchStreams(figures: () => StreamFigures): void {
    this.streams = figures;
  }

  /** All of it, in the text format of Prometheus. The webhooks are null when they cannot be read. */
  exposition(
    { head, positions }: ReadModelStanding,
    webhooks: readonly WebhookStanding[] | null,
  ): Promise<string> {
    this.head.set(head);
    for (const [name, position] of Object.entries(positions)) {
      this.positions.set({ read_model: name }, position);
      this.lags.set({ read_model: name }, Math.max(0, head - position));
    }
    const { open, cut } = this.streams();
    this.openStreams.set(open);
    this.cutStreams.set(cut);
    this.webhooksReadable.set(Number(webhooks !== null));
    this.tellWebhooks(webhooks ?? []);
    return this.registry.metrics();
  }

  private gauge<Label extends string = never>(
    name: string,
    help: string,
    ...labelNames: Label[]
  ): Gauge<Label> {
    return new Gauge({ name, help, labelNames, registers: this.registers });
  }

  private tellWebhooks(webhooks: readonly WebhookStanding[]): void {
    [this.webhookLags, this.webhookWaits, this.webhookDeadLetters].forEach((gauge) => gauge.reset());
    for (const { webhook, known, lag } of webhooks) {
      const { id, status, deadLetters } = webhook;
      this.webhookLags.set({ webhook: id, status }, lag);
      this.webhookWaits.set({ webhook: id }, known?.progress.live.waiting.length ?? 0);
      const left = deadLetters.filter(({ redeliveredBy }) => redeliveredBy === undefined);
      this.webhookDeadLetters.set({ webhook: id }, left.length);
    }
  }

  onModuleDestroy(): void {
    this.registry.clear();
  }
}
