import { instantOf } from '../../../src/deal/instant.js';
import { AttemptsMade } from '../../../src/feed/webhooks/attempts-made.js';
import type { Attempt, DeliveryProgress } from '../../../src/feed/webhooks/delivery-progress.js';
import { heldByOther, startAfter } from '../../../src/feed/webhooks/delivery-progress.js';
import {
  changeWebhook,
  onWebhook,
  pauseWebhook,
  requestReplay,
  resumeWebhook,
  rotateSecret,
} from '../../../src/feed/webhooks/webhook-decisions.js';
import {
  decodeWebhookEvent,
  encodeWebhookEvent,
  type WebhookEvent,
} from '../../../src/feed/webhooks/webhook-events.js';
import { foldWebhook, type Webhook } from '../../../src/feed/webhooks/webhook.js';

const NOON = Date.parse('2026-03-01T12:00:00Z');
const created: WebhookEvent = {
  type: 'WebhookCreated',
  url: 'https://receiver.example.com/',
  filter: { deals: ['a'] },
  after: 7,
  secret: 'whsec_AAAA',
};

/** The webhook that these events tell, one an hour, as the store gives them back. */
function told(...events: WebhookEvent[]): Webhook {
  const stored = events.map((event) => decodeWebhookEvent(encodeWebhookEvent('x', event)));
  return foldWebhook(
    'w',
    stored.map((event, revision) => ({ event, revision, recordedAt: NOON + revision * 3_600_000 })),
  )!;
}

const deadLetter = (position: number, replay?: string): WebhookEvent => ({
  type: 'DeliveryDeadLettered',
  event: `event-${position}`,
  position,
  deal: 'a',
  reason: 'it answered 500',
  attempts: 10,
  ...(replay !== undefined && { replay }),
});
const replayed = (replay: string, from: number, to: number): WebhookEvent[] => [
  { type: 'ReplayRequested', replay, from, to, whatever: false },
  { type: 'ReplayEnded', replay, delivered: 1, deadLettered: 0 },
];

describe('a webhook, as its events tell it', () => {
  it('is active from its creation on, and is none without that', () => {
    expect(told(created)).toMatchObject({ status: 'active', after: 7, revision: 0, createdAt: NOON });
    expect(foldWebhook('w', [])).toBeUndefined();
    expect(
      foldWebhook('w', [{ event: { type: 'WebhookPaused' }, revision: 0, recordedAt: NOON }]),
    ).toBeUndefined();
  });

  it('is folded on from where it was as from the beginning', () => {
    const events: WebhookEvent[] = [
      created,
      { type: 'WebhookPaused' },
      deadLetter(3),
      { type: 'WebhookResumed' },
    ];
    const whole = told(...events);
    const before = told(...events.slice(0, 2));
    const since = events.slice(2).map((event, index) => ({
      event,
      revision: index + 2,
      recordedAt: NOON + (index + 2) * 3_600_000,
    }));
    expect(foldWebhook('w', since, before)).toEqual(whole);
  });

  it('keeps the old secrets for as long as each of them signs', () => {
    const { secrets } = told(
      created,
      { type: 'WebhookSecretRotated', secret: 'whsec_BBBB', oldUntil: '2026-03-02T00:00:00.000Z' },
      { type: 'WebhookSecretRotated', secret: 'whsec_CCCC', oldUntil: '2026-03-03T00:00:00.000Z' },
    );
    expect(secrets.map(({ secret }) => secret)).toEqual(['whsec_CCCC', 'whsec_BBBB', 'whsec_AAAA']);
    expect(secrets.map(({ until }) => until && new Date(until).getUTCDate())).toEqual([undefined, 3, 2]);
  });

  it('has a dead letter once, however often it is told, and knows what delivered it after all', () => {
    expect(told(created, deadLetter(3), deadLetter(3)).deadLetters).toHaveLength(1);
    const { deadLetters } = told(created, deadLetter(3), deadLetter(9), ...replayed('r', 0, 5));
    expect(deadLetters.map(({ position, redeliveredBy }) => [position, redeliveredBy])).toEqual([
      [3, 'r'],
      [9, undefined],
    ]);
    const [begun, ended] = replayed('r', 0, 5) as [WebhookEvent, WebhookEvent];
    const again = told(created, deadLetter(3), begun, deadLetter(3, 'r'), ended);
    expect(again.deadLetters).toMatchObject([{ position: 3, replay: 'r' }]);
    expect(again.deadLetters[0]!.redeliveredBy).toBeUndefined();
  });

  it('holds no more than so many dead letters', () => {
    const many = Array.from({ length: 1_100 }, (_, position) => deadLetter(position));
    expect(told(created, ...many).deadLetters.map(({ position }) => position)[0]).toBe(100);
  });
});

describe('deciding about a webhook', () => {
  const webhook = told(created);

  it('refuses what is about none, or a deleted one', () => {
    for (const none of [undefined, told(created, { type: 'WebhookDeleted' })]) {
      expect(onWebhook(pauseWebhook)(none)).toMatchObject({ refusal: { rule: 'webhook-not-found' } });
    }
  });

  it('records nothing where nothing changes', () => {
    const paused = told(created, { type: 'WebhookPaused' });
    const disabled = told(created, { type: 'WebhookDisabled', reason: 'gone' });
    expect([pauseWebhook(webhook), pauseWebhook(paused)]).toEqual([[{ type: 'WebhookPaused' }], []]);
    expect([resumeWebhook(webhook), resumeWebhook(paused)]).toEqual([[], [{ type: 'WebhookResumed' }]]);
    expect([pauseWebhook(disabled), resumeWebhook(disabled)]).toEqual([[], [{ type: 'WebhookResumed' }]]);
    expect(changeWebhook(webhook, { url: webhook.url, filter: { deals: ['a'] } })).toEqual([]);
    expect(changeWebhook(webhook, { url: webhook.url, filter: {} })).toEqual([
      { type: 'WebhookChanged', filter: {} },
    ]);
  });

  it('says until when the old secret signs', () => {
    expect(rotateSecret('whsec_BBBB', instantOf(NOON), 60_000)).toEqual([
      { type: 'WebhookSecretRotated', secret: 'whsec_BBBB', oldUntil: '2026-03-01T12:01:00.000Z' },
    ]);
  });

  it('refuses replays of what is not there, and too many at once', () => {
    const range = { replay: 'r', from: 0, to: 9, whatever: false };
    expect(requestReplay(webhook, range, 9)).toEqual([{ type: 'ReplayRequested', ...range }]);
    expect(requestReplay(webhook, range, 8)).toMatchObject({ refusal: { rule: 'nothing-to-replay' } });
    expect(requestReplay(webhook, range, -1)).toMatchObject({ refusal: { detail: 'the record is empty' } });
    const open = Array.from({ length: 10 }, (_, index) => replayed(`r${index}`, 0, 1)[0]!);
    expect(requestReplay(told(created, ...open), range, 9)).toMatchObject({
      refusal: { rule: 'too-many-replays' },
    });
  });
});

describe('a lease', () => {
  const lease: DeliveryProgress = {
    node: 'a',
    leaseMs: 30_000,
    live: startAfter(-1),
    replays: {},
    attempts: [],
  };

  it.each([
    ['its own node', 'a', NOON, 0],
    ['another, at once', 'b', NOON, 30_000],
    ['another, later', 'b', NOON + 29_000, 1_000],
    ['another, after it', 'b', NOON + 31_000, 0],
    ['another whose clock is far behind', 'b', NOON - 3_600_000, 30_000],
  ])('binds %s', (_, node, now, ms) => {
    expect(heldByOther(lease, NOON, node, now)).toBe(ms);
  });

  it('binds nobody once it was let go', () => {
    expect(heldByOther({ ...lease, leaseMs: 0 }, NOON, 'b', NOON)).toBe(0);
  });
});

it('attempts are told once, failures before successes, and no more than twenty', () => {
  const made = new AttemptsMade();
  const attempt = (at: number, outcome: Attempt['outcome']): Attempt => ({
    at,
    event: 'e',
    position: at,
    deal: 'a',
    attempt: 1,
    outcome,
    durationMs: 1,
  });
  for (let at = 0; at < 60; at += 1) {
    made.add(attempt(at, at % 4 === 0 ? 'failed' : 'delivered'));
  }
  const taken = made.take();
  expect(taken).toHaveLength(20);
  expect(taken.filter(({ outcome }) => outcome === 'failed')).toHaveLength(15);
  expect(taken.map(({ at }) => at)).toEqual(taken.map(({ at }) => at).toSorted((a, b) => a - b));
  expect(made.take()).toEqual([]);
});
