import { Browser, type Sight, type Visit } from './browser.js';
import { startWithSamples, type ServiceWithSamples } from './service-with-samples.js';

/** A browser, and the service with the samples to look at. */
export interface SamplesInBrowser {
  /** Opens an address of the page, `?deal=...`. */
  readonly look: (query?: string, sight?: Sight) => Promise<Visit>;
  readonly browser: Browser;
  readonly service: ServiceWithSamples;
}

/** Prepares both before the tests of a file, and ends them afterwards; what was wrong on a visit fails its test. */
export function samplesInBrowser(): SamplesInBrowser {
  let browser: Browser | undefined;
  let service: ServiceWithSamples | undefined;

  beforeAll(async () => {
    [browser, service] = await Promise.all([Browser.start(), startWithSamples()]);
  }, 30_000);
  afterEach(() => browser!.leave());
  afterAll(async () => {
    await browser?.close();
    await service?.close();
  });

  return {
    look: (query = '', sight = {}) => browser!.visit(`${service!.url}/${query}`, sight),
    get browser() {
      return browser!;
    },
    get service() {
      return service!;
    },
  };
}
