/**
 * A second evaluation of the one rule, written from the words of the design and not from `src/deal`: it shares no code
 * with it and is slow on purpose. It filters, removes, sorts and folds over the plain list of stored events, and looks
 * everything up again whenever it needs it, so that each function reads as one sentence of the rule.
 */

/** An event as a store gives it back. */
export interface PlainEvent {
  readonly id: string;
  readonly type: string;
  /** The event's data as JSON text. */
  readonly data: string;
  readonly revision: number;
  readonly position: number;
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly recordedAt: number;
}

export interface PlainQuestion {
  readonly audience: 'desk' | 'public';
  readonly knownAt: number;
  readonly effectiveAt: number;
  readonly certainty: 'certain' | 'possible';
  readonly basis: number;
  readonly sourceKinds?: readonly string[];
}

/** Everything recorded, by the slug under which it was. */
export type PlainRecord = ReadonlyMap<string, readonly PlainEvent[]>;

/** The oracle trusts what it reads; types would be knowledge shared with what it checks. */
type Plain = any;

interface Row {
  readonly id: string;
  readonly type: string;
  readonly revision: number;
  readonly position: number;
  readonly recordedAt: number;
  readonly body: Plain;
  /** Slug and reportId: ids are unique in a deal only. */
  readonly report: string;
}

interface Span {
  readonly earliest: number;
  readonly latest: number;
}

const OFFICIAL = new Set(['confirmed', 'denied']);
const OFFICIAL_SOURCES = new Set(['company', 'filing', 'regulator', 'court']);
const STATUS: Record<string, string> = {
  DealRumored: 'rumored',
  TalksReported: 'in_talks',
  TermsChangeReported: 'terms_changing',
  DealConfirmed: 'confirmed',
  DealCollapsed: 'collapsed',
};
const STEPS_BACK = new Set([
  'confirmed>rumored',
  'confirmed>in_talks',
  'in_talks>rumored',
  'terms_changing>rumored',
]);

const show = (ms: number) => new Date(ms).toISOString();

/** What is recorded under some slugs, as the record stood at the basis. */
function heldAt(record: PlainRecord, slugs: readonly string[], basis: number): Row[] {
  return slugs
    .flatMap((slug) => record.get(slug) ?? [])
    .filter(({ position }) => position <= basis)
    .map(({ data, ...event }) => ({ ...event, body: JSON.parse(data) }))
    .map((row) => ({ ...row, report: `${row.body.deal} ${row.body.reportId}` }))
    .toSorted((a, b) => a.position - b.position);
}

/** A report as a claim names it: one of the same deal. A status is none. */
function reportNamed({ body: { deal } }: Row, target: string): string {
  return Object.values(STATUS).includes(target) ? target : `${deal} ${target}`;
}

/** The slugs of the deal that a slug names for whoever asks, the first of them in front. */
function slugsOf(record: PlainRecord, slug: string, question: PlainQuestion): string[] {
  const known = [...record.keys()].filter((one) => isHeard(heldAt(record, [one], question.basis), question));
  const links = known.flatMap((from) =>
    targetsOf(heldAt(record, [from], question.basis), question)
      .filter((to) => to !== from && known.includes(to))
      .map((to) => ({ from, to })),
  );
  let joined: string[];
  let more = [slug];
  do {
    joined = more;
    const touching = links.filter(({ from, to }) => joined.includes(from) || joined.includes(to));
    more = [...new Set([...joined, ...touching.flatMap(({ from, to }) => [from, to])])];
  } while (more.length > joined.length);
  const ends = joined.filter((one) => !links.some(({ from }) => from === one));
  const named = joined.filter((one) => links.some(({ to }) => to === one));
  const candidates = ends.length > 0 ? ends : named;
  const age = (one: string) => record.get(one)?.[0]?.position ?? 0;
  const first = candidates.toSorted((a, b) => age(a) - age(b))[0]!;
  return [first, ...joined.filter((one) => one !== first).toSorted()];
}

/** Whether the audience knows of what these rows are about. */
function isHeard(rows: Row[], question: PlainQuestion): boolean {
  return reportsOf(rows).some(
    (report) => !neverSeen(rows, report, question) && isKnown(rows, report, question),
  );
}

/** What these rows are said to be the same as, in reports that the audience knows and that stand. */
function targetsOf(rows: Row[], question: PlainQuestion): string[] {
  return rows
    .filter(({ type, body }) => type === 'DealLinked' && body.claim.relation === 'same_as')
    .filter(({ report }) => isKnown(rows, report, question) && !isRemoved(rows, report, question))
    .map(({ body }) => body.claim.name);
}

function reportsOf(rows: Row[]): string[] {
  return [...new Set(rows.map(({ report }) => report))];
}

function rowsOf(rows: Row[], report: string): Row[] {
  return rows.filter((row) => row.report === report);
}

function firstOf(rows: Row[], report: string): Row {
  return rowsOf(rows, report)[0]!;
}

/** The report that this one corrects clerically, if the record holds it. */
function mendedBy(rows: Row[], report: string): string | null {
  const mending = rowsOf(rows, report).find(
    ({ type, body }) => type === 'ReportCorrected' && body.claim.clerical,
  );
  const mended = mending && reportNamed(mending, mending.body.claim.report);
  return mended !== undefined && reportsOf(rows).includes(mended) ? mended : null;
}

/** The report at the root of the chain of clerical corrections. */
function rootOf(rows: Row[], report: string): string {
  const mended = mendedBy(rows, report);
  return mended === null ? report : rootOf(rows, mended);
}

function spanOf(time: Plain): Span {
  return { earliest: Date.parse(time.earliest), latest: Date.parse(time.latest) };
}

/** publishedAt, capped by recordedAt; null: the report is not public. */
function publishedSpan(rows: Row[], report: string): Span | null {
  const { body, recordedAt } = firstOf(rows, report);
  if (!body.publishedAt) {
    return null;
  }
  return capped(spanOf(body.publishedAt), standIn(rows, report), recordedAt);
}

/** Nothing was so later than it was recorded: at the root of the chain, unless what was mended says it was later still. */
function capped({ earliest, latest }: Span, rootRecordedAt: number, recordedAt: number): Span {
  const cap = earliest > rootRecordedAt ? recordedAt : rootRecordedAt;
  return { earliest: Math.min(earliest, cap), latest: Math.min(latest, cap) };
}

function standIn(rows: Row[], report: string): number {
  return firstOf(rows, rootOf(rows, report)).recordedAt;
}

/** effectiveAt, else publishedAt, else recordedAt; what a source says is so was so by the time it said it. */
function effectSpan(rows: Row[], report: string): Span {
  const { body, recordedAt } = firstOf(rows, report);
  const alone = standIn(rows, report);
  const given = body.effectiveAt ?? body.publishedAt;
  const span = given ? spanOf(given) : { earliest: alone, latest: alone };
  const { earliest, latest } = capped(span, alone, recordedAt);
  const end = Math.min(latest, publishedSpan(rows, report)?.latest ?? Infinity);
  return { earliest: Math.min(earliest, end), latest: end };
}

/** From when the audience could know the report; null: never. */
function knowableSpan(rows: Row[], report: string, { audience }: PlainQuestion): Span | null {
  const { recordedAt } = firstOf(rows, report);
  return audience === 'desk' ? { earliest: recordedAt, latest: recordedAt } : publishedSpan(rows, report);
}

interface PlainRemoval {
  readonly target: string;
  readonly clerical: boolean;
  readonly row: Row;
}

/** What a report removes itself, and what the report did that it mends. */
function removalsBy(rows: Row[], report: string): PlainRemoval[] {
  const own = rowsOf(rows, report)
    .filter(isRemoval)
    .map((row) => ({
      target: reportNamed(row, row.body.claim.report),
      clerical: row.body.claim.clerical,
      row,
    }));
  const mended = mendedBy(rows, report);
  const correction = own.find(({ row }) => row.type === 'ReportCorrected');
  const inherited = mended === null ? [] : removalsBy(rows, mended);
  return [...own, ...inherited.map((removal) => ({ ...removal, row: correction!.row }))];
}

function isRemoval({ type }: Row): boolean {
  return type === 'ReportCorrected' || type === 'ReportRetracted';
}

function hasCome(rows: Row[], remover: string, removal: PlainRemoval, question: PlainQuestion): boolean {
  if (question.audience === 'public' && removal.clerical) {
    return true;
  }
  const span = knowableSpan(rows, remover, question);
  return span !== null && span.latest <= question.knownAt;
}

/** The removals of a report that count by then, newest remover first; a remover that is undone removes nothing. */
function removalsOf(rows: Row[], report: string, question: PlainQuestion): PlainRemoval[] {
  return removersOf(rows, report, question).flatMap((remover) =>
    removalsBy(rows, remover).filter(
      (removal) => removal.target === report && hasCome(rows, remover, removal, question),
    ),
  );
}

function removersOf(rows: Row[], report: string, question: PlainQuestion): string[] {
  return reportsOf(rows)
    .toReversed()
    .filter((remover) => removalsBy(rows, remover).some(({ target }) => target === report))
    .filter((remover) => !isUndone(rows, remover, question));
}

/** Undone whole by a clerical removal. */
function isUndone(rows: Row[], report: string, question: PlainQuestion): boolean {
  return removalsOf(rows, report, question).some(({ clerical }) => clerical);
}

function isRemoved(rows: Row[], report: string, question: PlainQuestion): boolean {
  return removalsOf(rows, report, question).length > 0;
}

/** The public never saw our own typing errors. */
function neverSeen(rows: Row[], report: string, question: PlainQuestion): boolean {
  return question.audience === 'public' && isUndone(rows, report, question);
}

function isKnown(rows: Row[], report: string, question: PlainQuestion): boolean {
  const from = knownFrom(rows, report, question);
  return from !== null && from <= question.knownAt;
}

function knownFrom(rows: Row[], report: string, question: PlainQuestion): number | null {
  const span = knowableSpan(rows, report, question);
  if (span === null) {
    return null;
  }
  return question.certainty === 'possible' ? span.earliest : span.latest;
}

function inEffectFrom(rows: Row[], report: string, { certainty }: PlainQuestion): number {
  const span = effectSpan(rows, report);
  return certainty === 'possible' ? span.earliest : span.latest;
}

function passes({ body }: Row, { sourceKinds }: PlainQuestion): boolean {
  return sourceKinds === undefined || sourceKinds.includes(body.source.kind);
}

function inOrderOfEffect(rows: Row[], some: Row[]): Row[] {
  const places = ({ report, position }: Row) => [
    effectSpan(rows, report).latest,
    publishedSpan(rows, report)?.latest ?? standIn(rows, report),
    firstOf(rows, rootOf(rows, report)).position,
    position,
  ];
  return some
    .map((row) => ({ row, places: places(row) }))
    .toSorted((a, b) => a.places.map((place, at) => place - b.places[at]!).find((gap) => gap !== 0) ?? 0)
    .map(({ row }) => row);
}

/** The claims that are folded: could be known, not removed, asked for, in effect; in order of effect. */
function countedClaims(rows: Row[], question: PlainQuestion): Row[] {
  const counted = rows
    .filter((row) => !isRemoval(row) && passes(row, question))
    .filter(({ report }) => isKnown(rows, report, question))
    .filter(({ report }) => !isRemoved(rows, report, question))
    .filter(({ report }) => inEffectFrom(rows, report, question) <= question.effectiveAt);
  return inOrderOfEffect(rows, counted);
}

/** The deal as known then; null when the record at the basis holds nothing under the slug. */
export function oracleAnswer(record: PlainRecord, slug: string, question: PlainQuestion): Plain {
  const own = heldAt(record, [slug], question.basis);
  if (own.length === 0) {
    return null;
  }
  const [deal, ...others] = slugsOf(record, slug, question);
  const rows = heldAt(record, [deal!, ...others], question.basis);
  const since = reportsOf(rows)
    .filter((report) => !neverSeen(rows, report, question) && isKnown(rows, report, question))
    .map((report) => knownFrom(rows, report, question)!);
  const known = since.length > 0;
  return {
    deal,
    alsoRecordedAs: others,
    title: known ? titleThen(rows, question) : null,
    known,
    ...(known ? {} : { reason: reasonNotKnown(rows, question) }),
    revision: own.at(-1)!.revision,
    ...folded(rows, question),
    firstKnownAt: known ? show(Math.min(...since)) : null,
    undetermined: undetermined(rows, question),
    asked: askedAbout(slug, deal!, question),
  };
}

function askedAbout(slug: string, deal: string, question: PlainQuestion): Plain {
  return slug === deal ? asked(question) : { deal: slug, ...asked(question) };
}

function asked(question: PlainQuestion): Plain {
  const { audience, knownAt, effectiveAt, certainty, basis, sourceKinds } = question;
  return {
    audience,
    knownAt: show(knownAt),
    effectiveAt: show(effectiveAt),
    certainty,
    basis,
    ...(sourceKinds && { sourceKind: sourceKinds }),
    answerVersion: 1,
  };
}

function reasonNotKnown(rows: Row[], question: PlainQuestion): string {
  if (question.audience === 'desk') {
    return 'not_recorded_yet';
  }
  const begun = reportsOf(rows)
    .filter((report) => !neverSeen(rows, report, question))
    .some((report) => (publishedSpan(rows, report)?.earliest ?? Infinity) <= question.knownAt);
  return begun ? 'undetermined' : 'not_published_yet';
}

function titleThen(rows: Row[], question: PlainQuestion): string | null {
  const last = titledLast(rows, question);
  return last ? titleOf(rows, last.report) : null;
}

/** The first event of the report whose title stands. */
function titleEvent(rows: Row[], question: PlainQuestion): string | null {
  return titledLast(rows, question)?.id ?? null;
}

function titledLast(rows: Row[], question: PlainQuestion): Row | undefined {
  const titled = reportsOf(rows)
    .filter((report) => titleOf(rows, report) !== null)
    .filter((report) => !neverSeen(rows, report, question) && isKnown(rows, report, question));
  const standing = titled.filter((report) => !isRemoved(rows, report, question));
  return inOrderOfEffect(
    rows,
    (standing.length > 0 ? standing : titled).map((report) => firstOf(rows, report)),
  ).at(-1);
}

/** A report's own title, or that of the report that it mends. */
function titleOf(rows: Row[], report: string): string | null {
  const mended = mendedBy(rows, report);
  return firstOf(rows, report).body.title ?? (mended === null ? null : titleOf(rows, mended));
}

function holds(span: Span | null, at: number): boolean {
  return span !== null && span.earliest <= at && at < span.latest;
}

function undetermined(rows: Row[], question: PlainQuestion): Plain[] {
  const { knownAt, effectiveAt } = question;
  const possible = rows.filter((row) => {
    const span = knowableSpan(rows, row.report, question);
    const candidate = !isRemoval(row) && passes(firstOf(rows, row.report), question);
    return candidate && span !== null && span.earliest <= knownAt && !isRemoved(rows, row.report, question);
  });
  return inOrderOfEffect(rows, possible).flatMap(({ id, report }) => {
    const whys: [string, Span | null, number][] = [
      ['published', knowableSpan(rows, report, question), knownAt],
      ['effective', effectSpan(rows, report), effectiveAt],
      ['removed', openRemoval(rows, report, question), knownAt],
    ];
    return whys
      .filter(([, span, at]) => holds(span, at))
      .map(([why, span]) => ({ event: id, why, from: show(span!.earliest), to: show(span!.latest) }));
  });
}

/** The publication of the newest remover whose own publication is open at the instant asked about. */
function openRemoval(rows: Row[], report: string, question: PlainQuestion): Span | null {
  const { audience, knownAt } = question;
  const spans = removersOf(rows, report, question)
    .filter((remover) =>
      removalsBy(rows, remover).some(({ target, clerical }) => target === report && !clerical),
    )
    .map((remover) => knowableSpan(rows, remover, question))
    .filter((span) => holds(span, knownAt));
  return audience === 'desk' ? null : (spans.at(0) ?? null);
}

function folded(rows: Row[], question: PlainQuestion): Plain {
  const counted = countedClaims(rows, question);
  const at = ({ report }: Row) => inEffectFrom(rows, report, question);
  const placed = (row: Row) => ({ at: show(at(row)), event: row.id });
  const parties = foldedParties(counted);
  const statements = standingStatements(rows, counted, parties);
  const { run, overruled, episode } = statusAfter(counted);
  const value = run.length > 0 ? STATUS[run[0]!.type]! : null;
  const runReports = new Set(run.map(({ report }) => rootOf(rows, report)));
  const denials = statements
    .filter(({ body: { claim } }) => claim.position === 'denied' && claim.denies !== undefined)
    .filter((row) => {
      const { denies } = row.body.claim;
      return denies === value || runReports.has(rootOf(rows, reportNamed(row, denies)));
    })
    .filter((row) => at(row) >= at(run[0] ?? row));
  const each = (type: string) =>
    counted.filter((row) => row.type === type).map((row) => ({ ...row.body.claim, ...placed(row) }));
  return {
    status:
      value === null
        ? null
        : {
            value,
            since: show(at(run[0]!)),
            event: run.at(-1)!.id,
            overruled: overruled.map((row) => ({
              value: STATUS[row.type],
              by: row.body.source.name,
              ...placed(row),
            })),
            disputed: [
              ...run
                .filter(({ body }) => body.claim.contested)
                .map((row) => ({ why: 'contested', by: row.body.source.name, ...placed(row) })),
              ...denials.map((row) => ({ why: 'denied', by: row.body.claim.party, ...placed(row) })),
            ],
          },
    episode,
    officiallyConfirmed:
      value === 'confirmed' &&
      (run.some(({ body }) => OFFICIAL_SOURCES.has(body.source.kind)) ||
        statements.some(({ body }) => body.claim.confirms === 'confirmed')),
    terms: foldedTerms(counted),
    parties,
    statements: statements.map((row) => ({ ...row.body.claim, ...placed(row) })),
    milestones: each('MilestoneReached'),
    reviews: each('ReviewStepTaken'),
    related: foldedLinks(counted),
    sources: new Set(counted.map(({ body }) => body.source.name)).size,
  };
}

/** The run of the status that stands after these claims, what was overruled, and the episode. */
function statusAfter(claims: Row[]): { run: Row[]; overruled: Row[]; episode: number } {
  const last = claims.at(-1);
  if (!last) {
    return { run: [], overruled: [], episode: 1 };
  }
  const before = statusAfter(claims.slice(0, -1));
  const now = STATUS[last.type];
  if (now === undefined) {
    return before;
  }
  const was = before.run.length > 0 ? STATUS[before.run[0]!.type] : undefined;
  if (STEPS_BACK.has(`${was}>${now}`)) {
    return { ...before, overruled: [...before.overruled, last] };
  }
  if (was === now) {
    return { ...before, run: [...before.run, last] };
  }
  return { ...before, run: [last], episode: before.episode + (was === 'collapsed' ? 1 : 0) };
}

function foldedTerms(counted: Row[]): Plain {
  const reports = counted.filter(({ type }) => type === 'TermsReported');
  const facets = [...new Set(reports.flatMap(({ body }) => Object.keys(body.claim.terms)))];
  return Object.fromEntries(
    facets.map((facet) => {
      const last = reports.findLast(({ body }) => body.claim.terms[facet] !== undefined)!;
      const value = last.body.claim.terms[facet];
      const form = Array.isArray(value) ? { items: value } : typeof value === 'object' ? value : { value };
      return [facet, { ...form, event: last.id }];
    }),
  );
}

function foldedParties(counted: Row[]): Plain[] {
  const named = counted.filter(({ type }) => type === 'PartyNamed');
  const names = [...new Set(named.map(({ body }) => body.claim.name))];
  return names.map((name) => {
    const claims = named.filter(({ body }) => body.claim.name === name);
    const all = (member: string) => [...new Set(claims.flatMap(({ body }) => body.claim[member] ?? []))];
    return {
      ...Object.assign({}, ...claims.map(({ body }) => body.claim)),
      roles: all('roles'),
      ...(all('aliases').length > 0 && { aliases: all('aliases') }),
      event: claims.at(-1)!.id,
    };
  });
}

function foldedLinks(counted: Row[]): Plain[] {
  const linked = counted.filter(({ type }) => type === 'DealLinked');
  return [...new Set(linked.map(({ body }) => body.claim.name))].map((name) => {
    const last = linked.findLast(({ body }) => body.claim.name === name)!;
    return { ...last.body.claim, event: last.id };
  });
}

/** A statement stands until its party speaks again: officially of the same target, or, after a silence, at all. */
function standingStatements(rows: Row[], counted: Row[], parties: Plain[]): Row[] {
  const said = counted.filter(({ type }) => type === 'StatementMade');
  const speaker = ({ body }: Row): string =>
    (
      parties.find(({ name }) => name === body.claim.party) ??
      parties.find(({ aliases }) => (aliases ?? []).includes(body.claim.party)) ?? { name: body.claim.party }
    ).name;
  const target = (row: Row): string | null => {
    const about = row.body.claim.confirms ?? row.body.claim.denies;
    return about === undefined ? null : rootOf(rows, reportNamed(row, about));
  };
  const isOfficial = ({ body }: Row) => OFFICIAL.has(body.claim.position);
  return said.filter((row, place) => {
    const after = said.slice(place + 1).filter((other) => speaker(other) === speaker(row));
    return isOfficial(row)
      ? !after.some((other) => isOfficial(other) && target(other) === target(row))
      : after.length === 0;
  });
}

/** One field of the answer, and the event that it rests on; null when the record at the basis holds nothing under the slug. */
export function oracleField(
  record: PlainRecord,
  slug: string,
  question: PlainQuestion,
  field: string,
): { readonly known: boolean; readonly value: Plain; readonly event: string | null } | null {
  const found = oracleAnswer(record, slug, question);
  if (found === null) {
    return null;
  }
  const { known, status, terms } = found;
  if (field === 'amount') {
    const { event = null, ...amount } = terms.amount ?? {};
    return { known, value: event === null ? null : amount, event };
  }
  if (field === 'parties') {
    return { known, value: found.parties, event: null };
  }
  if (field === 'title') {
    const rows = heldAt(record, slugsOf(record, slug, question), question.basis);
    return { known, value: found.title, event: titleEvent(rows, question) };
  }
  const value = field === 'status' ? (status ? status.value : null) : found[field];
  return { known, value, event: status ? status.event : null };
}

/** Every claim known then, in order of effect; null when the record at the basis holds nothing under the slug. */
export function oracleTimeline(
  record: PlainRecord,
  slug: string,
  question: PlainQuestion,
  lateByMs?: number,
): Plain {
  const own = heldAt(record, [slug], question.basis);
  if (own.length === 0) {
    return null;
  }
  const [deal, ...others] = slugsOf(record, slug, question);
  const rows = heldAt(record, [deal!, ...others], question.basis);
  const known = rows
    .filter((row) => passes(row, question))
    .filter(({ report }) => !neverSeen(rows, report, question))
    .filter(({ report }) => isKnown(rows, report, question))
    .filter(({ report }) => inEffectFrom(rows, report, question) <= question.effectiveAt)
    .filter(({ report }) => {
      const reached = knowableSpan(rows, report, question)!.latest;
      return lateByMs === undefined || reached - effectSpan(rows, report).latest > lateByMs;
    });
  return {
    deal,
    alsoRecordedAs: others,
    claims: inOrderOfEffect(rows, known).map((row) => timelineEntry(rows, row, question)),
    revision: own.at(-1)!.revision,
    asked: askedAbout(slug, deal!, question),
  };
}

function timelineEntry(rows: Row[], row: Row, question: PlainQuestion): Plain {
  const { index: _, schemaVersion: __, ...told } = row.body;
  const effect = effectSpan(rows, row.report);
  const removals = removalsOf(rows, row.report, question);
  return {
    ...told,
    event: row.id,
    type: row.type,
    position: row.position,
    revision: row.revision,
    effect: { earliest: show(effect.earliest), latest: show(effect.latest) },
    recordedAt: show(row.recordedAt),
    ...(removals.length > 0 && {
      removedBy: removals.map(({ clerical, row: remover }) => ({
        how: remover.type === 'ReportCorrected' ? 'corrected' : 'retracted',
        clerical,
        reportId: remover.body.reportId,
        event: remover.id,
      })),
    }),
  };
}

/** What was learned and taken back between two questions, and which fields of the answer that changed. */
export function oracleDiff(record: PlainRecord, slug: string, from: PlainQuestion, to: PlainQuestion): Plain {
  const [before, after] = [oracleAnswer(record, slug, from), oracleAnswer(record, slug, to)];
  if (before === null || after === null) {
    return null;
  }
  const [then, now]: Plain[][] = [
    oracleTimeline(record, slug, from).claims,
    oracleTimeline(record, slug, to).claims,
  ];
  const earlier = (event: string) => then!.find((claim) => claim.event === event);
  const fields =
    'deal alsoRecordedAs known title status episode officiallyConfirmed parties statements milestones reviews related sources';
  const facets = [...new Set([...Object.keys(before.terms), ...Object.keys(after.terms)])];
  const pairs: [string, Plain, Plain][] = [
    ...fields.split(' ').map((field): [string, Plain, Plain] => [field, before[field], after[field]]),
    ...facets.map((facet): [string, Plain, Plain] => [
      `terms.${facet}`,
      before.terms[facet] ?? null,
      after.terms[facet] ?? null,
    ]),
  ];
  return {
    deal: after.deal,
    from: before.asked,
    to: after.asked,
    learned: now!.filter(({ event }) => !earlier(event)),
    takenBack: now!.filter(
      ({ event, removedBy }) => removedBy && earlier(event) && !earlier(event).removedBy,
    ),
    changed: pairs
      .filter(([, was, is]) => !alike(was, is))
      .map(([field, was, is]) => ({ field, before: was, after: is })),
  };
}

/** A difference in short; null where nothing was learned, taken back or changed, and for a slug that is not the first. */
export function oracleChange(deal: string, difference: Plain): Plain {
  const { learned = [], takenBack = [], changed = [] } = difference ?? {};
  return learned.length + takenBack.length + changed.length === 0 || difference.deal !== deal
    ? null
    : { deal, learned: learned.length, takenBack: takenBack.length, changed };
}

function alike(a: Plain, b: Plain): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) {
    return a === b;
  }
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return Array.isArray(a) === Array.isArray(b) && keys.every((key) => alike(a[key], b[key]));
}

export interface PlainFilter {
  readonly statuses?: readonly string[];
  readonly party?: string;
  readonly q?: string;
  readonly currency?: string;
  readonly amountMin?: string;
  readonly amountMax?: string;
  readonly episode?: number;
  readonly disputed?: boolean;
}

function lower(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}

/** The list of deals known then: rows of the given answers, one for each slug, that pass the filter, sorted. */
export function oracleRows(answers: readonly Plain[], filter: PlainFilter, sort: string): Plain[] {
  const namesOf = (known: Plain): string[] =>
    known.parties.flatMap(({ name, aliases }: Plain) => [name, ...(aliases ?? [])]).map(lower);
  const listed = answers
    .filter((known) => known?.known && known.asked.deal === undefined)
    .filter(
      (known) => !filter.statuses || filter.statuses.includes(known.status ? known.status.value : 'none'),
    )
    .filter((known) => filter.party === undefined || namesOf(known).includes(lower(filter.party)))
    .filter((known) => filter.episode === undefined || known.episode === filter.episode)
    .filter((known) => filter.disputed === undefined || isDisputed(known) === filter.disputed)
    .filter((known) => costsAsMuch(known.terms.amount, filter))
    .filter((known) => {
      const text = [lower(known.deal), ...known.alsoRecordedAs, lower(known.title ?? ''), ...namesOf(known)];
      const words = lower(filter.q ?? '').split(/\s+/);
      return words.every((word) => text.some((one) => one.includes(word)));
    });
  const rows = listed.map((known) => ({
    deal: known.deal,
    alsoRecordedAs: known.alsoRecordedAs,
    title: known.title,
    status: known.status ? known.status.value : null,
    since: known.status ? known.status.since : null,
    episode: known.episode,
    officiallyConfirmed: known.officiallyConfirmed,
    disputed: isDisputed(known),
    amount: known.terms.amount ?? null,
    sources: known.sources,
    firstKnownAt: known.firstKnownAt,
    revision: known.revision,
    undetermined: known.undetermined.length > 0,
  }));
  return rows.toSorted((a, b) => (comesBefore(a, b, sort) ? -1 : comesBefore(b, a, sort) ? 1 : 0));
}

function isDisputed(known: Plain): boolean {
  return Boolean(known.status && known.status.disputed.length > 0);
}

/** The figure of an amount, of a range its upper end, lies between both ends. */
function costsAsMuch(amount: Plain, { currency, amountMin, amountMax }: PlainFilter): boolean {
  if (currency === undefined) {
    return true;
  }
  if (!amount || amount.currency !== currency) {
    return false;
  }
  const figure = scaled(amount.max ?? amount.value);
  const reaches = amountMin === undefined || figure >= scaled(amountMin);
  return reaches && (amountMax === undefined || figure <= scaled(amountMax));
}

/** Deals and titles from A on, the newest and the largest first; what has no such value last; ties by slug. */
function comesBefore(a: Plain, b: Plain, sort: string): boolean {
  const bySlug = a.deal < b.deal;
  if (sort === 'title' && a.title !== b.title) {
    return b.title === null || (a.title !== null && a.title < b.title);
  }
  if (sort === 'since' && a.since !== b.since) {
    return b.since === null || (a.since !== null && Date.parse(a.since) > Date.parse(b.since));
  }
  if (sort === 'amount' && (a.amount || b.amount)) {
    if (!a.amount || !b.amount) {
      return Boolean(a.amount);
    }
    const [figureA, figureB] = [a.amount, b.amount].map(({ max, value }) => scaled(max ?? value));
    if (a.amount.currency !== b.amount.currency) {
      return a.amount.currency < b.amount.currency;
    }
    return figureA === figureB ? bySlug : figureA! > figureB!;
  }
  return bySlug;
}

/** A decimal as a whole number of 10^-20. */
function scaled(decimal: string): bigint {
  const [whole, fraction = ''] = decimal.split('.');
  return BigInt(`${whole}${fraction.padEnd(20, '0')}`);
}
