import { randomUUID } from 'node:crypto';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { FeedFilter } from '../feed/feed-filter.js';
import { newSecret } from '../feed/webhooks/signing.js';
import { ReceiverPolicy } from '../feed/webhooks/receiver-policy.js';
import type { WebhookOutcome, WebhookRefusal } from '../feed/webhooks/webhook-decisions.js';
import { WebhookStreams } from '../feed/webhooks/webhook-streams.js';
import { refusedReceiver } from './refused-receiver.js';

/** Every endpoint follows the record by itself. */
const MOST_WEBHOOKS = 100;

/** Creates a webhook that is sent the events behind a position. */
export class CreateWebhook extends Command<WebhookOutcome> {
  constructor(
    readonly url: string,
    readonly filter: FeedFilter,
    readonly after: number,
    readonly description?: string,
  ) {
    super();
  }
}

@CommandHandler(CreateWebhook)
export class CreateWebhookHandler implements ICommandHandler<CreateWebhook, WebhookOutcome> {
  constructor(
    private readonly streams: WebhookStreams,
    private readonly policy: ReceiverPolicy,
  ) {}

  async execute({ url, filter, after, description }: CreateWebhook): Promise<WebhookOutcome> {
    const refusal = refusedReceiver(this.policy, url) ?? (await this.tooMany());
    if (refusal !== undefined) {
      return { refusal };
    }
    const created = { type: 'WebhookCreated', url, filter, after, secret: newSecret() } as const;
    return this.streams.change<WebhookRefusal>(randomUUID(), () => [
      { ...created, ...(description !== undefined && { description }) },
    ]);
  }

  private async tooMany(): Promise<WebhookRefusal | undefined> {
    const ids = await this.streams.ids();
    const all = await Promise.all(ids.map((id) => this.streams.load(id)));
    return all.filter((each) => each?.status !== 'deleted').length < MOST_WEBHOOKS
      ? undefined
      : { rule: 'too-many-webhooks', detail: `there are ${MOST_WEBHOOKS} webhooks already` };
  }
}
