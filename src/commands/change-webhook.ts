import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { ReceiverPolicy } from '../feed/webhooks/receiver-policy.js';
import {
  changeWebhook,
  onWebhook,
  type WebhookChange,
  type WebhookOutcome,
} from '../feed/webhooks/webhook-decisions.js';
import { WebhookStreams } from '../feed/webhooks/webhook-streams.js';
import { refusedReceiver } from './refused-receiver.js';

/** Changes where a webhook leads, what it is sent, or what it is called. What was delivered stays delivered. */
export class ChangeWebhook extends Command<WebhookOutcome> {
  constructor(
    readonly id: string,
    readonly change: WebhookChange,
  ) {
    super();
  }
}

@CommandHandler(ChangeWebhook)
export class ChangeWebhookHandler implements ICommandHandler<ChangeWebhook, WebhookOutcome> {
  constructor(
    private readonly streams: WebhookStreams,
    private readonly policy: ReceiverPolicy,
  ) {}

  async execute({ id, change }: ChangeWebhook): Promise<WebhookOutcome> {
    const refusal = change.url === undefined ? undefined : refusedReceiver(this.policy, change.url);
    if (refusal !== undefined) {
      return { refusal };
    }
    return this.streams.change(
      id,
      onWebhook((webhook) => changeWebhook(webhook, change)),
    );
  }
}
