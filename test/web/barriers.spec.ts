import { DESKTOP, PHONE, type Visit } from './browser.js';
import { describeInBrowser } from './chromium.js';
import { samplesInBrowser } from './samples-in-browser.js';

interface Look {
  readonly name: string;
  readonly query: string;
  /** What is in sight once the view stands. */
  readonly sight: string;
  readonly prepare?: (visit: Visit) => Promise<void>;
}

const VIEWS: readonly Look[] = [
  { name: 'the list of deals', query: '', sight: '.cell-deal a', prepare: takeAway },
  { name: 'the list of deals of the past', query: '?knownAt=2022-04-20', sight: '.past-band' },
  { name: 'a deal', query: '?deal=twitter-musk&knownAt=2022-07-20', sight: '.facts' },
  { name: 'a deal not known', query: '?deal=twitter-musk&knownAt=2022-04-03', sight: '.unknown a' },
  { name: 'the timeline', query: '?deal=google-apple-erroneous&view=timeline', sight: '.report-row' },
  { name: 'the knowledge map', query: '?deal=twitter-musk&view=map', sight: '.map-legend li' },
  {
    name: 'differences',
    query: '?deal=amazon-openai&view=differences&knownAt=2026-02-27',
    sight: '.sides',
  },
  {
    name: 'the page to file',
    query: '?deal=google-apple-erroneous&view=print&knownAt=2017-10-11',
    sight: '.filed-reports li',
  },
  { name: 'the form for a report', query: '?view=record', sight: '.report-form', prepare: fillIn },
  {
    name: 'the form for a correction',
    query: '?view=record&deal=shell-bp&report=shell-bp/wsj',
    sight: '.earlier',
  },
  { name: 'an address that asks nothing', query: '?knownAt=soon', sight: '.trouble' },
];

async function takeAway({ page }: Visit): Promise<void> {
  await page.getByText('Take away').click();
  await page.getByLabel('Link to this very answer').waitFor();
}

/** Some of a report, and all that is wrong with it. */
async function fillIn({ page }: Visit): Promise<void> {
  await page.getByLabel('What kind of source (needed)').selectOption('press_anonymous');
  await page.getByLabel('Published', { exact: true }).fill('Dec 2025');
  for (const row of ['a party', 'a statement', 'a review step', 'a deal']) {
    await page.getByRole('button', { name: `Add ${row}` }).click();
  }
  await page.getByText('As JSON: paste a draft').click();
  await page.getByRole('button', { name: 'Record it' }).click();
  await page.locator('.summary-of-errors li').first().waitFor();
}

/** The colours of a scheme are the same at every size. */
const SIGHTS = [
  { viewport: DESKTOP, colorScheme: 'light' },
  { viewport: DESKTOP, colorScheme: 'dark' },
  { viewport: PHONE, colorScheme: 'light' },
] as const;

describeInBrowser('barriers on the page', () => {
  const samples = samplesInBrowser();
  it.each(VIEWS)(
    'there are none in $name, light and dark, and nothing is cut off on a phone',
    async ({ query, sight, prepare }) => {
      const visit = await samples.look(query);
      visit.allow(/status of 400/);
      await visit.page.locator(sight).first().waitFor();
      await prepare?.(visit);
      for (const { viewport, colorScheme } of SIGHTS) {
        await visit.page.setViewportSize(viewport);
        await visit.page.emulateMedia({ colorScheme });
        const found = { isTooWide: await visit.isTooWide(), barriers: await visit.barriers() };
        expect({ viewport, colorScheme, ...found }).toEqual({
          viewport,
          colorScheme,
          isTooWide: false,
          barriers: [],
        });
      }
    },
  );
});
