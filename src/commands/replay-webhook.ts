import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { EventStore } from '../event-store/event-store.js';
import {
  onWebhook,
  requestReplay,
  type ReplayRange,
  type WebhookOutcome,
} from '../feed/webhooks/webhook-decisions.js';
import { WebhookStreams } from '../feed/webhooks/webhook-streams.js';

/** Has events sent to a webhook again, beside what is new. */
export class ReplayWebhook extends Command<WebhookOutcome> {
  constructor(
    readonly id: string,
    readonly range: ReplayRange,
  ) {
    super();
  }
}

@CommandHandler(ReplayWebhook)
export class ReplayWebhookHandler implements ICommandHandler<ReplayWebhook, WebhookOutcome> {
  constructor(
    private readonly streams: WebhookStreams,
    private readonly store: EventStore,
  ) {}

  async execute({ id, range }: ReplayWebhook): Promise<WebhookOutcome> {
    const head = await this.store.head();
    return this.streams.change(
      id,
      onWebhook((webhook) => requestReplay(webhook, range, head)),
    );
  }
}
