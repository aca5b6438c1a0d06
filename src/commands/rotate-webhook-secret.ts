import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Clock } from '../deal/clock.js';
import { newSecret } from '../feed/webhooks/signing.js';
import { onWebhook, rotateSecret, type WebhookOutcome } from '../feed/webhooks/webhook-decisions.js';
import { WebhookStreams } from '../feed/webhooks/webhook-streams.js';

/** Gives a webhook a new secret; the old one signs too for `overlapMs` more. */
export class RotateWebhookSecret extends Command<WebhookOutcome> {
  constructor(
    readonly id: string,
    readonly overlapMs: number,
  ) {
    super();
  }
}

@CommandHandler(RotateWebhookSecret)
export class RotateWebhookSecretHandler implements ICommandHandler<RotateWebhookSecret, WebhookOutcome> {
  constructor(
    private readonly streams: WebhookStreams,
    private readonly clock: Clock,
  ) {}

  execute({ id, overlapMs }: RotateWebhookSecret): Promise<WebhookOutcome> {
    const secret = newSecret();
    return this.streams.change(
      id,
      onWebhook(() => rotateSecret(secret, this.clock.now(), overlapMs)),
    );
  }
}
