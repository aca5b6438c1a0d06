/* What the service answers when the example report is all that it holds. */

export const receiptExample = {
  deal: 'amazon-openai',
  reportId: 'amazon-openai/info',
  events: [
    '5586a920-9f50-5a2d-a5a3-064b93f75164',
    '594cb4cf-de14-5de3-b361-e77c284e24cf',
    '1d34195e-d03c-5813-80db-063fdf24f25a',
    '90df8864-794d-53c3-9dd3-8f621b11985d',
    '18d53d46-c5e6-551e-881c-60c28c7143b7',
    '74452e01-ca00-5303-b7ad-8ffced0a29a2',
    '65dcb192-73f9-5576-a0e3-c4a2bc745eb0',
    '765f5059-b7ae-5f0e-8ded-7a7ef27fe5fa',
    '11a7d4d1-edb4-58e9-9809-f303d83787cd',
    'afeeb582-6744-59b9-9f72-88ac3d55f842',
    'bfffbe5e-d127-5178-a3ed-214470c5a8f8',
  ],
  revision: 10,
  position: 10,
  recordedAt: '2026-11-24T02:55:10.535Z',
  projected: true,
};

/** `GET /deals/amazon-openai?audience=public&knownAt=2025-12-18&basis=10` */
export const answerExample = {
  deal: 'amazon-openai',
  alsoRecordedAs: [],
  title: 'Amazon investment in OpenAI',
  known: true,
  revision: 10,
  status: {
    value: 'in_talks',
    since: '2025-12-17T04:59:59.999Z',
    event: '5586a920-9f50-5a2d-a5a3-064b93f75164',
    overruled: [],
    disputed: [],
  },
  episode: 1,
  officiallyConfirmed: false,
  terms: {
    amount: {
      currency: 'USD',
      qualifier: 'at_least',
      value: '10000000000',
      event: '594cb4cf-de14-5de3-b361-e77c284e24cf',
    },
    components: {
      items: [{ detail: 'use of Trainium accelerators', kind: 'chips' }],
      event: '594cb4cf-de14-5de3-b361-e77c284e24cf',
    },
    consideration: { value: 'cash', event: '594cb4cf-de14-5de3-b361-e77c284e24cf' },
  },
  parties: [
    { name: 'Amazon', roles: ['investor'], ticker: 'AMZN', event: '1d34195e-d03c-5813-80db-063fdf24f25a' },
    { name: 'OpenAI', roles: ['target'], event: '90df8864-794d-53c3-9dd3-8f621b11985d' },
    {
      name: 'Microsoft',
      roles: ['existing_partner'],
      ticker: 'MSFT',
      event: '18d53d46-c5e6-551e-881c-60c28c7143b7',
    },
  ],
  statements: [
    {
      party: 'Amazon',
      position: 'no_comment_obtained',
      at: '2025-12-17T04:59:59.999Z',
      event: '74452e01-ca00-5303-b7ad-8ffced0a29a2',
    },
    {
      party: 'OpenAI',
      position: 'no_comment_obtained',
      at: '2025-12-17T04:59:59.999Z',
      event: '65dcb192-73f9-5576-a0e3-c4a2bc745eb0',
    },
  ],
  milestones: [
    { kind: 'first_report', at: '2025-12-17T04:59:59.999Z', event: '765f5059-b7ae-5f0e-8ded-7a7ef27fe5fa' },
  ],
  reviews: [],
  related: [
    {
      name: 'Microsoft-OpenAI partnership',
      relation: 'existing_partner',
      event: '11a7d4d1-edb4-58e9-9809-f303d83787cd',
    },
    {
      name: 'AWS-OpenAI $38bn compute agreement (Nov 2025)',
      relation: 'preceding_commercial_deal',
      event: 'afeeb582-6744-59b9-9f72-88ac3d55f842',
    },
    {
      name: 'Amazon-Anthropic investment',
      relation: 'investor_holds_rival',
      event: 'bfffbe5e-d127-5178-a3ed-214470c5a8f8',
    },
  ],
  sources: 1,
  firstKnownAt: '2025-12-17T04:59:59.999Z',
  undetermined: [],
  asked: {
    audience: 'public',
    knownAt: '2025-12-18T23:59:59.999Z',
    effectiveAt: '2025-12-18T23:59:59.999Z',
    certainty: 'certain',
    basis: 10,
    answerVersion: 1,
  },
};

const { projected: _, ...receipt } = receiptExample;

export const lineResultExample = { line: 1, status: 201, ...receipt };
