/** Which methods each address takes, by the routes that were registered. */
export class RouteTable {
  private readonly routes: { readonly path: RegExp; readonly methods: readonly string[] }[] = [];

  add(url: string, method: string | readonly string[]): void {
    const path = url.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll(/:[^/]+/g, '[^/]+');
    this.routes.push({ path: new RegExp(`^${path.replaceAll('*', '.*')}$`), methods: [method].flat() });
  }

  methodsAt(path: string): readonly string[] {
    const methods = this.routes.filter((route) => route.path.test(path)).flatMap((route) => route.methods);
    return [...new Set(methods)].toSorted();
  }
}
