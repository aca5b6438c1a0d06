import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { onWebhook, type WebhookOutcome } from '../feed/webhooks/webhook-decisions.js';
import { WebhookStreams } from '../feed/webhooks/webhook-streams.js';

/** Ends a webhook for good. */
export class DeleteWebhook extends Command<WebhookOutcome> {
  constructor(readonly id: string) {
    super();
  }
}

@CommandHandler(DeleteWebhook)
export class DeleteWebhookHandler implements ICommandHandler<DeleteWebhook, WebhookOutcome> {
  constructor(private readonly streams: WebhookStreams) {}

  execute({ id }: DeleteWebhook): Promise<WebhookOutcome> {
    return this.streams.change(
      id,
      onWebhook(() => [{ type: 'WebhookDeleted' }]),
    );
  }
}
