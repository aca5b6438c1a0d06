import { formatInstant, instantOf } from '../deal/instant.js';
import type { FeedFilter } from '../feed/feed-filter.js';
import type { Attempt, PassProgress } from '../feed/webhooks/delivery-progress.js';
import type { WebhookStanding } from '../feed/webhooks/webhooks.js';
import type { DeadLetter, Replay, Webhook } from '../feed/webhooks/webhook.js';

/*
 * Webhooks as callers see them. Secrets are shown where they are made, and never again.
 */

/** A webhook and where its deliveries stand. */
export function viewOfWebhook({ webhook, known, upTo, head, lag, trouble }: WebhookStanding): object {
  const { id, url, filter, description, status, reason, createdAt, secrets, deadLetters, replays } = webhook;
  const live = known?.progress.live;
  return {
    id,
    url,
    filter: viewOfFilter(filter),
    description: description ?? null,
    status,
    reason: reason ?? null,
    createdAt: instant(createdAt),
    secrets: secrets
      .filter(({ until }) => until === undefined || until > Date.now())
      .map(({ since, until }) => ({
        since: instant(since),
        until: until === undefined ? null : instant(until),
      })),
    progress: {
      upTo,
      head,
      lag,
      delivered: live?.delivered ?? 0,
      deadLettered: live?.deadLettered ?? 0,
      waiting: viewOfWaiting(live),
      node: known?.progress.node ?? null,
      recordedAt: known === undefined ? null : instant(known.recordedAt),
      trouble: trouble ?? null,
    },
    deadLetters: deadLetters.length,
    replays: replays.map((replay) => viewOfReplay(replay, known?.progress.replays[replay.replay])),
  };
}

export function viewOfReplay(
  { replay, from, to, requestedAt, ended }: Replay,
  progress?: PassProgress,
): object {
  const { delivered, deadLettered } = ended ?? progress ?? { delivered: 0, deadLettered: 0 };
  return {
    replay,
    from,
    to,
    requestedAt: instant(requestedAt),
    endedAt: ended === undefined ? null : instant(ended.at),
    delivered,
    deadLettered,
  };
}

export function viewOfAttempt(attempt: Attempt): object {
  const { at, status, reason, replay, ...said } = attempt;
  return {
    at: instant(at),
    ...said,
    status: status ?? null,
    reason: reason ?? null,
    replay: replay ?? null,
  };
}

export function viewOfDeadLetter({ at, redeliveredBy, replay, ...letter }: DeadLetter): object {
  return { at: instant(at), ...letter, replay: replay ?? null, redeliveredBy: redeliveredBy ?? null };
}

/** With the secret, which is never shown again. */
export function viewOfSecret({ secrets }: Webhook): object {
  const [newest, old] = secrets;
  return {
    secret: newest!.secret,
    oldUntil: old?.until === undefined ? null : instant(old.until),
  };
}

function viewOfFilter({ types, deals, parties }: FeedFilter): object {
  return {
    ...(types !== undefined && { type: types }),
    ...(deals !== undefined && { deal: deals }),
    ...(parties !== undefined && { party: parties }),
  };
}

function viewOfWaiting(live: PassProgress | undefined): readonly object[] {
  return (live?.waiting ?? []).map(({ since, nextAt, ...deal }) => ({
    ...deal,
    since: instant(since),
    nextAt: instant(nextAt),
  }));
}

function instant(ms: number): string {
  return formatInstant(instantOf(Math.round(ms)));
}
