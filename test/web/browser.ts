import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { chromium, type Browser as Chromium, type BrowserContext, type Page } from 'playwright-core';
import type { AxeResults } from 'axe-core';
import { needChromium } from './chromium.js';

/** Nothing of Chromium's own goes out while it runs. (Each launch has a user data directory of its own.) */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const AXE = readFileSync(createRequire(import.meta.filename).resolve('axe-core/axe.min.js'), 'utf8');
/** WCAG 2.2 at levels A and AA, and what axe calls best practice. */
const AXE_TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

export const DESKTOP = { width: 1280, height: 860 };
export const PHONE = { width: 390, height: 844 };

export interface Sight {
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly colorScheme?: 'light' | 'dark';
}

/** A real Chromium. */
export class Browser {
  private readonly chromium: Chromium;
  private readonly visits: Visit[] = [];

  private constructor(launched: Chromium) {
    this.chromium = launched;
  }

  static async start(): Promise<Browser> {
    const executablePath = needChromium();
    return new Browser(await chromium.launch({ executablePath, headless: true, args: FLAGS }));
  }

  /** Opens an address as somebody who has never been here. */
  async visit(address: string, { viewport = DESKTOP, colorScheme = 'light' }: Sight = {}): Promise<Visit> {
    const context = await this.chromium.newContext({ viewport, colorScheme, reducedMotion: 'reduce' });
    context.setDefaultTimeout(8_000);
    const visit = new Visit(context, await context.newPage(), new URL(address).host);
    this.visits.push(visit);
    await visit.page.goto(address);
    return visit;
  }

  /** Ends all visits; throws what was wrong on any of them, so that each test answers for its own. */
  async leave(): Promise<void> {
    const faults: string[] = [];
    for (const visit of this.visits.splice(0)) {
      faults.push(...visit.faults);
      await visit.close();
    }
    if (faults.length > 0) {
      throw new Error(`the page did what it must not do:\n${faults.join('\n')}`);
    }
  }

  async close(): Promise<void> {
    await this.chromium.close();
  }
}

/** A page that somebody looks at. Everything that it must not do becomes a fault. */
export class Visit {
  /** Errors and warnings of the console (breaches of the policy among them), what was thrown, what was asked of others. */
  readonly faults: string[] = [];
  private readonly allowed: RegExp[] = [];
  private readonly context: BrowserContext;
  readonly page: Page;

  constructor(context: BrowserContext, page: Page, host: string) {
    this.context = context;
    this.page = page;
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) {
        this.fault(`${message.type()}: ${message.text()} (${message.location().url})`);
      }
    });
    page.on('pageerror', (error) => this.fault(`thrown: ${error.stack ?? error.message}`));
    context.on('request', (request) => {
      const { protocol, host: asked } = new URL(request.url());
      if (asked !== host && !['data:', 'blob:'].includes(protocol)) {
        this.fault(`asked another host: ${request.url()}`);
      }
    });
  }

  /** What a test makes happen is no fault, such as a refusal by the service, which Chromium tells as an error. */
  allow(expected: RegExp): void {
    this.allowed.push(expected);
  }

  private fault(what: string): void {
    if (!this.allowed.some((expected) => expected.test(what))) {
      this.faults.push(what);
    }
  }

  /** What axe-core finds wrong with the page as it stands, each with the elements concerned. */
  async barriers(): Promise<string[]> {
    const session = await this.context.newCDPSession(this.page);
    const { result: held } = await session.send('Runtime.evaluate', { expression: 'typeof axe' });
    if (held.value === 'undefined') {
      // Not as a script of the page: its policy would rightly refuse that.
      await session.send('Runtime.evaluate', { expression: AXE });
    }
    const run = `axe.run(document, { runOnly: ${JSON.stringify(AXE_TAGS)}, resultTypes: ['violations'] })`;
    const { result } = await session.send('Runtime.evaluate', {
      expression: `${run}.then(({ violations }) => JSON.stringify(violations))`,
      awaitPromise: true,
      returnByValue: true,
    });
    await session.detach();
    const violations = JSON.parse(String(result.value)) as AxeResults['violations'];
    return violations.map(
      ({ id, help, nodes }) =>
        `${id}: ${help}: ${nodes.map(({ target, failureSummary }) => `${target.join(' ')} (${failureSummary?.replaceAll(/\s+/g, ' ')})`).join('; ')}`,
    );
  }

  /** Whether one has to scroll sideways to see all of the page, once it has taken the size of its window. */
  async isTooWide(): Promise<boolean> {
    return (await this.page.evaluate(`new Promise((tell) => {
      const { documentElement: whole } = document;
      const look = () => tell(whole.scrollWidth > whole.clientWidth);
      requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(look)));
    })`)) as boolean;
  }

  async close(): Promise<void> {
    await this.context.close();
  }
}
