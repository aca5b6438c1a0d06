import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import {
  onWebhook,
  pauseWebhook,
  resumeWebhook,
  type WebhookOutcome,
} from '../feed/webhooks/webhook-decisions.js';
import { WebhookStreams } from '../feed/webhooks/webhook-streams.js';

/** Pauses a webhook, or lets it go on after a pause or after its receiver disabled it. Events wait meanwhile. */
export class SwitchWebhook extends Command<WebhookOutcome> {
  constructor(
    readonly id: string,
    readonly to: 'paused' | 'active',
  ) {
    super();
  }
}

@CommandHandler(SwitchWebhook)
export class SwitchWebhookHandler implements ICommandHandler<SwitchWebhook, WebhookOutcome> {
  constructor(private readonly streams: WebhookStreams) {}

  execute({ id, to }: SwitchWebhook): Promise<WebhookOutcome> {
    return this.streams.change(id, onWebhook(to === 'paused' ? pauseWebhook : resumeWebhook));
  }
}
