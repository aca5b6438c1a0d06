import { Browser } from './browser.js';
import { describeInBrowser } from './chromium.js';
import { startWithSamples, type ServiceWithSamples } from './service-with-samples.js';

/** What tests of the page look with and at. Both are there once the tests run. */
export interface OnThePage {
  readonly browser: Browser;
  readonly service: ServiceWithSamples;
}

/**
 * Tests of the page in a browser, over the built service with the samples, to which `more` may be recorded before. Each test
 * answers for what the page did that it must not do.
 */
export function describeOnThePage(
  name: string,
  tests: (at: OnThePage) => void,
  more: (service: ServiceWithSamples) => Promise<unknown> = async () => {},
): void {
  describeInBrowser(name, () => {
    let browser: Browser;
    let service: ServiceWithSamples;
    beforeAll(async () => {
      [browser, service] = await Promise.all([Browser.start(), startWithSamples()]);
      await more(service);
    });
    afterEach(() => browser.leave());
    afterAll(async () => {
      await browser?.close();
      await service?.close();
    });
    tests({
      get browser() {
        return browser;
      },
      get service() {
        return service;
      },
    });
  });
}
