import { isObject, stepsOf, type Json, type JsonObject } from './pointer.js';
import { readFigure, readTime } from './typed.js';

/** What is sent of a draft, and where in the draft each of its parts stands. */
export interface ReportOfDraft {
  readonly report: JsonObject;
  /** The pointer into the draft for a pointer into the report: rows left empty are not sent, so the places may differ. */
  readonly inDraft: (pointer: string) => string;
}

const TIMES =
  /^\/(publishedAt|effectiveAt|receivedAt|terms\/(longStopDate|electionDeadline|offerDeadline|standstillUntil|expected[A-Z]\w*)|terms\/tranches\/\d+\/due)$/;
const FIGURES = /^\/terms\/(.+\/)?(value|min|max)$/;
const LISTS = /^\/(parties\/\d+\/(roles|aliases)|retracts)$/;
const WHOLE_NUMBERS = /^\/(source\/credibility|terms\/components\/\d+\/durationYears)$/;

/**
 * A draft holds what was typed, under the names of the report format. The report leaves out what is empty, and writes times,
 * figures and lists as the format does. What the form does not know is sent as it is.
 */
export function reportOfDraft(draft: JsonObject): ReportOfDraft {
  const zone = typeof draft.zone === 'string' && draft.zone !== '' ? draft.zone : 'UTC';
  const places = new Map<string, string>();
  const report = written(draft, '', '', { zone, places });
  return {
    report: isObject(report) ? report : {},
    inDraft: (pointer) => placeInDraft(pointer, places),
  };
}

interface Writing {
  readonly zone: string;
  /** Pointers of rows: in the report, and in the draft. */
  readonly places: Map<string, string>;
}

/** Undefined for what is left empty. */
function written(value: Json, draftPointer: string, pointer: string, writing: Writing): Json | undefined {
  if (typeof value === 'string') {
    return value.trim() === '' ? undefined : textAt(value, draftPointer, writing.zone);
  }
  if (Array.isArray(value)) {
    return rowsOf(value as readonly Json[], draftPointer, pointer, writing);
  }
  if (isObject(value)) {
    const members = Object.entries(value).flatMap(([name, one]) => {
      if (isOfOtherKind(value, name)) {
        return [];
      }
      const member = written(one, `${draftPointer}/${name}`, `${pointer}/${name}`, writing);
      return member === undefined ? [] : [[name, member] as const];
    });
    return members.length === 0 || isBareChoice(members) ? undefined : Object.fromEntries(members);
  }
  return value ?? undefined;
}

function rowsOf(
  rows: readonly Json[],
  draftPointer: string,
  pointer: string,
  writing: Writing,
): Json | undefined {
  const kept: Json[] = [];
  rows.forEach((row, place) => {
    const inReport = `${pointer}/${kept.length}`;
    const item = written(row, `${draftPointer}/${place}`, inReport, writing);
    if (item !== undefined) {
      writing.places.set(inReport, `${draftPointer}/${place}`);
      kept.push(item);
    }
  });
  return kept.length === 0 ? undefined : kept;
}

/** What a form presets is nothing yet: a currency and how a figure is meant, with no figure. */
const PRESET = new Set(['currency', 'qualifier']);

function isBareChoice(members: readonly (readonly [string, Json])[]): boolean {
  return members.every(([name]) => PRESET.has(name));
}

/** A range has two figures and no other one; what was typed of the other kind waits in the draft. */
function isOfOtherKind({ qualifier }: JsonObject, name: string): boolean {
  return qualifier !== undefined && (qualifier === 'range' ? ['value'] : ['min', 'max']).includes(name);
}

function textAt(typed: string, pointer: string, zone: string): Json {
  if (TIMES.test(pointer)) {
    return readTime(typed, zone);
  }
  if (FIGURES.test(pointer)) {
    return readFigure(typed);
  }
  if (WHOLE_NUMBERS.test(pointer) && /^\d{1,3}$/.test(typed.trim())) {
    return Number(typed);
  }
  if (LISTS.test(pointer)) {
    return typed
      .split(/[,\n]/)
      .map((one) => one.trim())
      .filter((one) => one !== '');
  }
  return typed.trim();
}

function placeInDraft(pointer: string, places: ReadonlyMap<string, string>): string {
  const steps = stepsOf(pointer);
  for (let length = steps.length; length > 0; length--) {
    const head = `/${steps.slice(0, length).join('/')}`;
    const place = places.get(head);
    if (place !== undefined) {
      return place + pointer.slice(head.length);
    }
  }
  return pointer;
}
