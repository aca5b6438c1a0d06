import { ForbiddenReceiver, type ReceiverPolicy } from '../feed/webhooks/receiver-policy.js';
import type { WebhookRefusal } from '../feed/webhooks/webhook-decisions.js';

/** Why events may not be sent to an address; undefined when they may, as far as the address itself tells. */
export function refusedReceiver(policy: ReceiverPolicy, url: string): WebhookRefusal | undefined {
  try {
    policy.assertAddress(url);
    return undefined;
  } catch (error) {
    if (error instanceof ForbiddenReceiver) {
      return { rule: 'forbidden-receiver', detail: error.message, pointer: '/url' };
    }
    throw error;
  }
}
