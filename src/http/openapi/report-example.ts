/** A report as it was recorded: samples/amazon-openai.ndjson holds it too. */
export const reportExample = {
  deal: 'amazon-openai',
  title: 'Amazon investment in OpenAI',
  reportId: 'amazon-openai/info',
  source: {
    name: 'The Information',
    kind: 'press_anonymous',
    attribution: 'unnamed people with knowledge of the talks',
  },
  publishedAt: '2025-12-16',
  effectiveAt: '2025-12-16',
  zone: 'America/New_York',
  summary:
    "First report that OpenAI and Amazon were discussing an equity investment of at least $10bn together with use of Amazon's AI chips.",
  status: 'in_talks',
  terms: {
    amount: { value: '10000000000', qualifier: 'at_least', currency: 'USD' },
    consideration: 'cash',
    components: [{ kind: 'chips', detail: 'use of Trainium accelerators' }],
  },
  parties: [
    { name: 'Amazon', roles: ['investor'], ticker: 'AMZN' },
    { name: 'OpenAI', roles: ['target'] },
    { name: 'Microsoft', roles: ['existing_partner'], ticker: 'MSFT' },
  ],
  statements: [
    { party: 'Amazon', position: 'no_comment_obtained' },
    { party: 'OpenAI', position: 'no_comment_obtained' },
  ],
  milestone: { kind: 'first_report' },
  related: [
    { name: 'Microsoft-OpenAI partnership', relation: 'existing_partner' },
    { name: 'AWS-OpenAI $38bn compute agreement (Nov 2025)', relation: 'preceding_commercial_deal' },
    { name: 'Amazon-Anthropic investment', relation: 'investor_holds_rival' },
  ],
};
