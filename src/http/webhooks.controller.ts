import { randomUUID } from 'node:crypto';
import { Controller, Delete, Get, HttpCode, HttpStatus, Param, Patch, Post, Req, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ChangeWebhook } from '../commands/change-webhook.js';
import { CreateWebhook } from '../commands/create-webhook.js';
import { DeleteWebhook } from '../commands/delete-webhook.js';
import { ReplayWebhook } from '../commands/replay-webhook.js';
import { RotateWebhookSecret } from '../commands/rotate-webhook-secret.js';
import { SwitchWebhook } from '../commands/switch-webhook.js';
import { Feed } from '../feed/feed.js';
import type { WebhookOutcome } from '../feed/webhooks/webhook-decisions.js';
import {
  changedWebhook,
  feedFilter,
  newWebhook,
  readBody,
  replayRequest,
  rotation,
} from '../feed/webhooks/webhook-input.js';
import { Webhooks, type WebhookStanding } from '../feed/webhooks/webhooks.js';
import type { Webhook } from '../feed/webhooks/webhook.js';
import { isEmpty, parsedBody, wellRead, withoutBody } from './json-body.js';
import { withoutParameters } from './parameters.js';
import { RefusedRequest } from './problem.js';
import { replayRange } from './replay-range.js';
import {
  viewOfAttempt,
  viewOfDeadLetter,
  viewOfReplay,
  viewOfSecret,
  viewOfWebhook,
} from './webhook-view.js';

const USUAL_OVERLAP_SECONDS = 24 * 3600;

/** Webhooks: every event pushed to a receiver, by Standard Webhooks 1.0. */
@Controller('webhooks')
export class WebhooksController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly webhooks: Webhooks,
    private readonly feed: Feed,
  ) {}

  @Get()
  async list(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    withoutParameters(request);
    send(reply, { webhooks: (await this.webhooks.list()).map(viewOfWebhook) });
  }

  @Post()
  async create(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    withoutParameters(request);
    const { url, filter = {}, description, after, from } = read(newWebhook, request);
    if (after !== undefined && from !== undefined) {
      const detail = 'and after exclude each other: both say where to begin';
      throw new RefusedRequest('malformed-webhook', `/from ${detail}`, [{ pointer: '/from', detail }]);
    }
    const begin = from === undefined ? after : await this.feed.before(from);
    const webhook = webhookOf(
      await this.commands.execute(
        new CreateWebhook(url, feedFilter(filter), begin ?? (await this.feed.head()), description),
      ),
    );
    const { secret } = webhook.secrets[0]!;
    void reply.code(HttpStatus.CREATED).header('location', `/webhooks/${webhook.id}`);
    send(reply, { ...viewOfWebhook(await this.find(webhook.id)), secret });
  }

  @Get(':webhook')
  async one(
    @Param('webhook') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    withoutParameters(request);
    send(reply, viewOfWebhook(await this.find(id)));
  }

  @Patch(':webhook')
  async change(
    @Param('webhook') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    withoutParameters(request);
    const { url, filter, description } = read(changedWebhook, request);
    const change = {
      ...(url !== undefined && { url }),
      ...(filter !== undefined && { filter: feedFilter(filter) }),
      ...(description !== undefined && { description }),
    };
    webhookOf(await this.commands.execute(new ChangeWebhook(id, change)));
    send(reply, viewOfWebhook(await this.find(id)));
  }

  @Delete(':webhook')
  async remove(
    @Param('webhook') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    withoutParameters(request);
    withoutBody(request, 'deleting a webhook');
    webhookOf(await this.commands.execute(new DeleteWebhook(id)));
    void reply.code(HttpStatus.NO_CONTENT).send();
  }

  @Post(':webhook/pause')
  @HttpCode(HttpStatus.OK)
  async pause(
    @Param('webhook') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.switch(id, 'paused', request, reply);
  }

  @Post(':webhook/resume')
  @HttpCode(HttpStatus.OK)
  async resume(
    @Param('webhook') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.switch(id, 'active', request, reply);
  }

  @Post(':webhook/secret')
  @HttpCode(HttpStatus.OK)
  async rotate(
    @Param('webhook') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    withoutParameters(request);
    const { overlapSeconds = USUAL_OVERLAP_SECONDS } = isEmpty(request.body) ? {} : read(rotation, request);
    const rotated = await this.commands.execute(new RotateWebhookSecret(id, overlapSeconds * 1_000));
    send(reply, viewOfSecret(webhookOf(rotated)));
  }

  /** Sends a message that is no event of the record, now, and tells what came of it. */
  @Post(':webhook/test')
  @HttpCode(HttpStatus.OK)
  async test(
    @Param('webhook') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    withoutParameters(request);
    withoutBody(request, 'a test');
    const { webhook } = await this.find(id);
    const { event, accepted, status, reason, durationMs } = await this.webhooks.test(webhook);
    const said = { status: status ?? null, reason: reason ?? null, durationMs };
    send(reply, { event, delivered: accepted, ...said });
  }

  @Post(':webhook/replays')
  @HttpCode(HttpStatus.ACCEPTED)
  async replay(
    @Param('webhook') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    withoutParameters(request);
    const replay = randomUUID();
    const range = await replayRange(this.feed, this.queries, read(replayRequest, request));
    const webhook = webhookOf(await this.commands.execute(new ReplayWebhook(id, { replay, ...range })));
    send(reply, viewOfReplay(webhook.replays.find((each) => each.replay === replay)!));
  }

  @Get(':webhook/deliveries')
  async deliveries(
    @Param('webhook') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    withoutParameters(request);
    await this.find(id);
    send(reply, { attempts: (await this.webhooks.attempts(id)).map(viewOfAttempt) });
  }

  @Get(':webhook/dead-letters')
  async deadLetters(
    @Param('webhook') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    withoutParameters(request);
    const { webhook } = await this.find(id);
    send(reply, { deadLetters: webhook.deadLetters.toReversed().map(viewOfDeadLetter) });
  }

  private async switch(
    id: string,
    to: 'paused' | 'active',
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    withoutParameters(request);
    withoutBody(request, to === 'paused' ? 'pausing' : 'resuming');
    webhookOf(await this.commands.execute(new SwitchWebhook(id, to)));
    send(reply, viewOfWebhook(await this.find(id)));
  }

  private async find(id: string): Promise<WebhookStanding> {
    const standing = await this.webhooks.find(id);
    if (standing === undefined) {
      throw new RefusedRequest('webhook-not-found', 'there is no such webhook');
    }
    return standing;
  }
}

function read<T>(shape: Parameters<typeof readBody<T>>[0], request: FastifyRequest): T {
  return wellRead(readBody(shape, parsedBody(request.body, 'it')), 'malformed-webhook');
}

function webhookOf(outcome: WebhookOutcome): Webhook {
  if ('refusal' in outcome) {
    const { rule, detail, pointer } = outcome.refusal;
    const errors = pointer === undefined ? [] : [{ pointer, detail }];
    throw new RefusedRequest(rule, pointer === undefined ? detail : `${pointer} ${detail}`, errors);
  }
  return outcome.webhook;
}

/** What is said of webhooks changes by itself and may hold secrets: no cache keeps it. */
function send(reply: FastifyReply, body: object): void {
  void reply.header('cache-control', 'no-store').send(body);
}
